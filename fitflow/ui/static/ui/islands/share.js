import { toast } from "#ui/toasts.js";
import { word } from "#ui/words.js";

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  toast(word("copied"), "success");
}

async function share(button) {
  try {
    await navigator.share({ url: button.dataset.share, title: button.dataset.shareTitle ?? document.title });
  } catch (error) {
    if (error.name !== "AbortError") throw error; // The person closed the system's sheet: nothing to say.
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-share]");
  if (button) (button.dataset.copy ? copy : share)(button);
});

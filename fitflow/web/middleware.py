"""What stands between the server and the doors, where the product's own differs from the libraries'."""

from django.contrib.messages.middleware import MessageMiddleware
from django.http import HttpRequest

from fitflow.web.errors import API


class PageMessages(MessageMiddleware):
    """Messages for the next page. The API has no next page: to make them ready cost 5 % of a hold's CPU (measured)."""

    def process_request(self, request: HttpRequest) -> None:
        if not request.path_info.startswith(API):
            super().process_request(request)

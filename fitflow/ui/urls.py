from django.urls import path, re_path

from fitflow.ui import views

app_name = "ui"
urlpatterns = [
    re_path(r"^brand/(?P<color>[0-9a-f]{6})\.css$", views.brand, name="brand"),
    path("kit/", views.kit, name="kit"),
    path("kit/layout/<str:name>/", views.layout, name="kit-layout"),
    path("kit/form/", views.form, name="kit-form"),
    path("kit/sheet/", views.sheet, name="kit-sheet"),
    path("kit/mail/", views.mail, name="kit-mail"),
]

"""URLs of the upload page's endpoint (spec/api-upload.md §1)."""

from django.urls import include, re_path

from apps.uploads import views

# The legacy name is `uploader:upload`.
uploader = ([re_path(r"^fu/upload/$", views.upload, name="upload")], "uploader")

urlpatterns = [re_path("", include(uploader))]

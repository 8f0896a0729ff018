"""Looking after the portal."""

from apps.common.openapi.components import MEDIA_TYPE, STATE, STATUS, STRING, array, choice, page_of, ref
from apps.common.openapi.operations.base import SORTED, delete, read

MANAGEMENT = (
    read(
        "/encode_profiles/",
        "encode_profiles_list",
        "Encoding Profiles",
        "All renditions.",
        answer=array(ref("EncodeProfile")),
    ),
    read(
        "/manage_media",
        "manage_media_list",
        "Manage",
        "Media of everybody; for editors.",
        answer=page_of("Media"),
        query={
            "state": STATE,
            "encoding_status": STATUS,
            "media_type": MEDIA_TYPE,
            "featured": choice("true", "false"),
            "is_reviewed": choice("true", "false"),
            "category": STRING,
            "sort_by": choice("title", "add_date", "edit_date", "views", "likes", "reported_times"),
            **SORTED,
        },
    ),
    delete(
        "/manage_media",
        "manage_media_delete",
        "Manage",
        "Delete media; for managers.",
        query={"tokens": STRING},
    ),
    read(
        "/manage_comments",
        "manage_comments_list",
        "Manage",
        "All comments; for editors.",
        answer=page_of("Comment"),
        query={"sort_by": choice("text", "add_date"), **SORTED},
    ),
    delete(
        "/manage_comments",
        "manage_comments_delete",
        "Manage",
        "Delete comments; for editors.",
        query={"comment_ids": STRING},
    ),
    read(
        "/manage_users",
        "manage_users_list",
        "Manage",
        "All users; for editors.",
        answer=page_of("User"),
        query={
            "role": choice("manager", "editor"),
            "is_approved": choice("true", "false"),
            "sort_by": choice("date_added", "name"),
            **SORTED,
        },
    ),
    delete(
        "/manage_users",
        "manage_users_delete",
        "Manage",
        "Delete users; for managers.",
        query={"tokens": STRING},
    ),
    read("/tasks", "tasks_list", "Tasks", "What the workers do; for staff.", answer=ref("Tasks")),
    delete("/tasks/{task_id}", "tasks_delete", "Tasks", "Take back a waiting task; for staff."),
)

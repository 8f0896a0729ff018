"""STOPGAP, replaced by helper settings."""
import os, json
from pathlib import Path
BASE_DIR = Path(__file__).resolve().parent.parent
E = os.environ.get
def B(n, d): return E(n, str(d)).lower() in ("1","true","yes","on")
SECRET_KEY = E("SECRET_KEY", "stopgap-stopgap-stopgap-stopgap-stopgap-stopgap-stopgap")
DEBUG = B("DEBUG", False)
FRONTEND_HOST = E("FRONTEND_HOST", "http://localhost")
SSL_FRONTEND_HOST = FRONTEND_HOST
ALLOWED_HOSTS = ["localhost","127.0.0.1","[::1]","testserver",FRONTEND_HOST.split("//")[-1].split(":")[0]]
APPS = "users media encoding playlists categories comments actions captions studio uploads rbac identity lti pages feeds common".split()
LABELS = "files users actions rbac identity_providers saml_auth lti".split()
INSTALLED_APPS = ["legacy_schema", *[f"apps.{a}" for a in APPS], *[f"legacy_schema.{x}" for x in LABELS],
 "django.contrib.auth","django.contrib.contenttypes","django.contrib.sessions","django.contrib.messages","django.contrib.staticfiles","django.contrib.admin","django.contrib.sites","django.contrib.postgres","allauth","allauth.account","allauth.socialaccount","rest_framework","rest_framework.authtoken","django_filters","drf_spectacular","mptt"]
if (BASE_DIR/"apps/manage/apps.py").exists(): INSTALLED_APPS.insert(3,"apps.manage")
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware","django.contrib.sessions.middleware.SessionMiddleware","django.middleware.locale.LocaleMiddleware","django.middleware.common.CommonMiddleware","django.middleware.csrf.CsrfViewMiddleware","django.contrib.auth.middleware.AuthenticationMiddleware","django.contrib.messages.middleware.MessageMiddleware","django.middleware.clickjacking.XFrameOptionsMiddleware","allauth.account.middleware.AccountMiddleware"]
AUTH_USER_MODEL = "users.User"; DEFAULT_AUTO_FIELD = "django.db.models.AutoField"; SITE_ID = 1
ROOT_URLCONF = "config.urls"; WSGI_APPLICATION = "config.wsgi.application"
DATABASES = {"default": {"ENGINE":"django.db.backends.postgresql","NAME":E("POSTGRES_NAME","mediacms"),"HOST":E("POSTGRES_HOST","127.0.0.1"),"PORT":E("POSTGRES_PORT",""),"USER":E("POSTGRES_USER","mediacms"),"PASSWORD":E("POSTGRES_PASSWORD","mediacms"),"TEST":{"TEMPLATE":"template0"}}}
REDIS_LOCATION = E("REDIS_LOCATION","redis://127.0.0.1:6379/1")
CACHES={"default":{"BACKEND":"django_redis.cache.RedisCache","LOCATION":REDIS_LOCATION,"OPTIONS":{"CLIENT_CLASS":"django_redis.client.DefaultClient"}}}
SESSION_ENGINE="django.contrib.sessions.backends.cache"; SESSION_CACHE_ALIAS="default"
BROKER_URL=CELERY_RESULT_BACKEND=REDIS_LOCATION
CELERY_TASK_ALWAYS_EAGER=B("CELERY_TASK_ALWAYS_EAGER", bool(E("TESTING","")))
CELERY_ACCEPT_CONTENT=["application/json"]; CELERY_TASK_SERIALIZER=CELERY_RESULT_SERIALIZER="json"
CELERY_SOFT_TIME_LIMIT=7200; CELERY_BEAT_SCHEDULE={}
TIME_ZONE=CELERY_TIMEZONE="Europe/London"; USE_TZ=USE_I18N=True; LANGUAGE_CODE="en"
LANGUAGES=[("ar","Arabic"),("bn","Bengali"),("da","Danish"),("nl","Dutch"),("en","English"),("fr","French"),("de","German"),("hi","Hindi"),("id","Indonesian"),("it","Italian"),("ja","Japanese"),("ko","Korean"),("pt","Portuguese"),("ru","Russian"),("zh-hans","Simplified Chinese"),("sl","Slovenian"),("zh-hant","Traditional Chinese"),("es","Spanish"),("tr","Turkish"),("el","Greek"),("ur","Urdu"),("he","Hebrew")]
STATIC_URL="/static/"; STATIC_ROOT=E("STATIC_ROOT",str(BASE_DIR/"static")+"/"); MEDIA_URL="/media/"; MEDIA_ROOT=E("MEDIA_ROOT",str(BASE_DIR/"media_files")+"/")
MEDIA_UPLOAD_DIR="original/"; MEDIA_ENCODING_DIR="encoded/"; THUMBNAIL_UPLOAD_DIR="original//thumbnails/"; SUBTITLES_UPLOAD_DIR="original//subtitles/"
HLS_DIR=MEDIA_ROOT+"hls/"; UPLOAD_DIR="uploads/"; CHUNKS_DIR="chunks/"; TEMP_DIRECTORY=E("TEMP_DIRECTORY","/tmp"); FIXTURE_DIRS=[BASE_DIR/"fixtures"]
FFMPEG_COMMAND=E("FFMPEG_COMMAND","ffmpeg"); FFPROBE_COMMAND=E("FFPROBE_COMMAND","ffprobe"); MP4HLS_COMMAND=E("MP4HLS_COMMAND",""); FFMPEG_DEFAULT_PRESET=E("FFMPEG_DEFAULT_PRESET","medium")
PORTAL_WORKFLOW=E("PORTAL_WORKFLOW","public"); MEDIA_IS_REVIEWED=B("MEDIA_IS_REVIEWED",True); USE_RBAC=B("USE_RBAC",False); GLOBAL_LOGIN_REQUIRED=B("GLOBAL_LOGIN_REQUIRED",False); USERS_NEEDS_TO_BE_APPROVED=B("USERS_NEEDS_TO_BE_APPROVED",False)
CAN_ADD_MEDIA=E("CAN_ADD_MEDIA","all"); CAN_COMMENT=E("CAN_COMMENT","all"); NUMBER_OF_MEDIA_USER_CAN_UPLOAD=100
USE_SAML=USE_IDENTITY_PROVIDERS=USE_LTI=False; FRONTEND=E("FRONTEND","modern"); PORTAL_NAME=E("PORTAL_NAME","MediaCMS"); PORTAL_DESCRIPTION=""; DEFAULT_THEME="light"
UPLOAD_MAX_SIZE=4096000000; UPLOAD_MAX_FILES_NUMBER=100; ALLOWED_MEDIA_UPLOAD_TYPES=["video","audio","image","pdf"]; SHOW_ORIGINAL_MEDIA=True; MAX_MEDIA_PER_PLAYLIST=70; RELATED_MEDIA_STRATEGY="content"; SLIDESHOW_ITEMS=30; FRIENDLY_TOKEN_LEN=9
DO_NOT_TRANSCODE_VIDEO=False; CHUNKIZE_VIDEO_DURATION=300; VIDEO_CHUNKS_DURATION=240; MINIMUM_RESOLUTIONS_TO_ENCODE=[144,240]; RUNNING_STATE_STALE=7200; SPRITE_NUM_SECS=10; USE_WHISPER_TRANSCRIBE=False; USER_CAN_TRANSCRIBE_VIDEO=True; WHISPER_MODEL="base"
USE_X_ACCEL_REDIRECT=True; X_ACCEL_AUTH_CACHE_SECONDS=300; ALLOW_RATINGS=False; ALLOW_CUSTOM_MEDIA_URLS=False; ALLOW_MEDIA_REPLACEMENT=False; ALLOW_VIDEO_TRIMMER=True
ALLOW_ANONYMOUS_ACTIONS=["report","like","dislike","watch"]; TIME_TO_ACTION_ANONYMOUS=600; MASK_IPS_FOR_ACTIONS=True; REPORTED_TIMES_THRESHOLD=10; MAX_CHARS_FOR_COMMENT=10000; ALLOW_MENTION_IN_COMMENTS=False
ALLOW_ANONYMOUS_USER_LISTING=True; CAN_SEE_MEMBERS_PAGE="all"; USER_SEARCH_FIELD="name_username"; SHOW_LMS_COURSES_IN_CATEGORIES=True; GENERATE_SITEMAP=False; DJANGO_ADMIN_URL="admin/"
UPLOAD_MEDIA_ALLOWED=LOGIN_ALLOWED=REGISTER_ALLOWED=USERS_CAN_SELF_REGISTER=True; RESTRICTED_DOMAINS_FOR_USER_REGISTRATION=["xxx.com","emaildomainwhatever.com"]; ALLOWED_DOMAINS_FOR_USER_REGISTRATION=[]
CANNOT_ADD_MEDIA_MESSAGE="User cannot add media, or maximum number of media uploads has been reached."
DEFAULT_FROM_EMAIL=SERVER_EMAIL="info@mediacms.io"; ADMIN_EMAIL_LIST=["info@mediacms.io"]; EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"
USERS_NOTIFICATIONS={"MEDIA_ADDED":True,"MEDIA_ENCODED":False,"MEDIA_REPORTED":True}; ADMINS_NOTIFICATIONS={"NEW_USER":True,"MEDIA_ADDED":True,"MEDIA_ENCODED":False,"MEDIA_REPORTED":True}
ACCOUNT_LOGIN_METHODS={"username","email"}; ACCOUNT_SIGNUP_FIELDS=["email*","username*","password1*"]; ACCOUNT_EMAIL_VERIFICATION="optional"; LOGIN_REDIRECT_URL="/"; ACCOUNT_SESSION_REMEMBER=True
X_FRAME_OPTIONS="ALLOWALL"; TRUSTED_PROXIES=[]
FILE_UPLOAD_HANDLERS=["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
AUTHENTICATION_BACKENDS=["django.contrib.auth.backends.ModelBackend","allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS=[{"NAME":"django.contrib.auth.password_validation.UserAttributeSimilarityValidator","OPTIONS":{"user_attributes":["username","email","first_name","last_name"],"max_similarity":0.7}},{"NAME":"django.contrib.auth.password_validation.MinimumLengthValidator","OPTIONS":{"min_length":7}},{"NAME":"django.contrib.auth.password_validation.CommonPasswordValidator"}]
REST_FRAMEWORK={"DEFAULT_AUTHENTICATION_CLASSES":["rest_framework.authentication.SessionAuthentication","rest_framework.authentication.BasicAuthentication","rest_framework.authentication.TokenAuthentication"],"DEFAULT_PAGINATION_CLASS":"rest_framework.pagination.PageNumberPagination","PAGE_SIZE":50,"DEFAULT_PARSER_CLASSES":["rest_framework.parsers.JSONParser"]}
TEMPLATES=[{"BACKEND":"django.template.backends.django.DjangoTemplates","DIRS":[BASE_DIR/"templates"],"APP_DIRS":True,"OPTIONS":{"context_processors":["django.template.context_processors.debug","django.template.context_processors.request","django.contrib.auth.context_processors.auth","django.template.context_processors.media","django.contrib.messages.context_processors.messages"]}}]

"""The OpenAPI document of API v1.

``objects`` says what is on the wire, ``media``, ``community``, ``users`` and ``manage`` what each address
answers; ``document`` puts them together. Tests compare the document with the addresses and the answers of the
running views, so a view that changes has to be described anew:
``python manage.py spectacular --custom-settings apps.common.schema.document.V1 --file docs/openapi-v1.yaml``.
"""

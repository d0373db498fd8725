"""Pages of templates and of what courses give."""

from django.urls import path

from certificates.pages import awards, drafts, publications, templates

urlpatterns = [
    path("templates/", templates.template_list, name="templates"),
    path("templates/shipped/", templates.shipped, name="template_shipped"),
    path("templates/new/", drafts.new, name="template_new"),
    path("templates/preview/", drafts.preview, name="template_preview"),
    path("templates/preview/pdf/", drafts.preview_pdf, name="template_preview_pdf"),
    path("templates/embed/", drafts.embed, name="template_embed"),
    path("templates/<uuid:public_id>/", templates.edition, name="template"),
    path("templates/<uuid:public_id>/picture/", templates.picture, name="template_picture"),
    path("templates/<uuid:public_id>/sample/", templates.sample_pdf, name="template_sample_pdf"),
    path("templates/<uuid:public_id>/revise/", drafts.revise, name="template_revise"),
    path("templates/drafts/<uuid:public_id>/", drafts.editor, name="draft"),
    path("templates/drafts/<uuid:public_id>/publish/", drafts.publish, name="draft_publish"),
    path("templates/drafts/<uuid:public_id>/drop/", drafts.drop, name="draft_drop"),
    path("templates/drafts/<uuid:public_id>/changes/", drafts.changes, name="draft_changes"),
    path("templates/publications/<uuid:public_id>/", publications.publication, name="publication"),
    path("templates/awards/", awards.award_list, name="awards"),
    path("templates/awards/<uuid:public_id>/", awards.award, name="award"),
]

from django.urls import path

from fairmark.policies import document_views, draft_views, views

urlpatterns = [
    path("", views.policy_list, name="policies"),
    path("questions/", views.set_up, name="policy_questions"),
    path("for-learners/", views.for_learners, name="learner_policies"),
    path("wider/<slug:kind>/", views.wider, name="wider_policy"),
    path("documents/", document_views.documents, name="documents"),
    path("documents/new/", document_views.upload, name="upload_document"),
    path("documents/tried/<int:pk>/", document_views.tried, name="keep_document"),
    path("documents/tried/<int:pk>/leaving/", document_views.leave, name="leave_document"),
    path("documents/<int:pk>/", document_views.document, name="document"),
    path("documents/<int:pk>/newer/", document_views.new_issue, name="newer_document"),
    path("documents/<int:pk>/withdrawal/", document_views.withdraw, name="withdraw_document"),
    path(
        "documents/<int:pk>/sections/<slug:section>/", document_views.map_section,
        name="map_section",
    ),
    path("mapping/", document_views.mapping, name="mapping"),
    path("mapping/<str:clause_id>/", document_views.map_clause, name="map_clause"),
    path("mappings/<int:pk>/removal/", document_views.unmap, name="unmap_clause"),
    path("comments/<int:pk>/", draft_views.settle, name="settle_comment"),
    path("<slug:kind>/", views.policy, name="policy"),
    path("<slug:kind>/review/", views.review, name="review_policy"),
    path("<slug:kind>/acknowledgement/", views.acknowledgement, name="acknowledge_policy"),
    path("<slug:kind>/new/", draft_views.start, name="start_draft"),
    path("<slug:kind>/draft/", draft_views.draft, name="policy_draft"),
    path("<slug:kind>/draft/numbers/", draft_views.numbers, name="policy_numbers"),
    path("<slug:kind>/draft/approval/", draft_views.approval, name="approve_version"),
    path("<slug:kind>/draft/sending/", draft_views.sending, name="send_for_approval"),
    path("<slug:kind>/draft/sending-back/", draft_views.sending_back, name="send_back"),
    path("<slug:kind>/draft/taking-back/", draft_views.taking_back, name="take_back"),
    path("<slug:kind>/draft/publication/", draft_views.publication, name="publish_version"),
    path("<slug:kind>/draft/<slug:block>/", draft_views.block, name="write_block"),
    path("<slug:kind>/draft/<slug:block>/here/", draft_views.here, name="write_here"),
    path("<slug:kind>/draft/<slug:block>/comment/", draft_views.comment, name="comment_on_block"),
    path(
        "<slug:kind>/draft/<slug:block>/steps/<slug:step>/", draft_views.step, name="write_step"
    ),
    path(
        "<slug:kind>/versions/<int:number>/set-aside/", draft_views.setting_aside,
        name="set_aside_version",
    ),
]  # fmt: skip

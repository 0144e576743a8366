from django.urls import path

from fairmark.policies import draft_views, paper_views, views

urlpatterns = [
    path("", views.policy_list, name="policies"),
    path("questions/", views.set_up, name="policy_questions"),
    path("for-learners/", views.for_learners, name="learner_policies"),
    path("for-learners/<slug:kind>/", paper_views.learners, name="learner_policy_pdf"),
    path("whole-set/", paper_views.whole_set, name="policy_set"),
    path("dossiers/<int:pk>/", paper_views.made_dossier, name="made_dossier"),
    path("wider/<slug:kind>/", views.wider, name="wider_policy"),
    path("comments/<int:pk>/", draft_views.settle, name="settle_comment"),
    path("<slug:kind>/", views.policy, name="policy"),
    path("<slug:kind>/review/", views.review, name="review_policy"),
    path("<slug:kind>/acknowledgement/", views.acknowledgement, name="acknowledge_policy"),
    path("<slug:kind>/pdf/", paper_views.pdf, name="policy_pdf"),
    path("<slug:kind>/word/", paper_views.word, name="policy_word"),
    path("<slug:kind>/dossier/", paper_views.dossier, name="make_dossier"),
    path("<slug:kind>/draft/pdf/", paper_views.draft_pdf, name="draft_pdf"),
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

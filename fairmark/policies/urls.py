from django.urls import path

from fairmark.policies import (
    change_views,
    draft_views,
    edition_views,
    front_matter_views,
    section_views,
    views,
)

urlpatterns = [
    path("", views.policy_list, name="policies"),
    path("questions/", views.set_up, name="policy_questions"),
    path("for-learners/", views.for_learners, name="learner_policies"),
    path("wider/<slug:kind>/", views.wider, name="wider_policy"),
    path("editions/", edition_views.edition_list, name="editions"),
    path("editions/new/", edition_views.try_edition, name="try_edition"),
    path("editions/<int:pk>/", edition_views.edition, name="edition"),
    path("editions/<int:pk>/use/", edition_views.use_edition, name="put_edition_in_use"),
    path("editions/<int:pk>/setting-aside/", edition_views.set_edition_aside,
         name="set_edition_aside"),
    path("comments/<int:pk>/", draft_views.settle, name="settle_comment"),
    path("<slug:kind>/", views.policy, name="policy"),
    path("<slug:kind>/changes/", change_views.compare, name="policy_changes"),
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
    path("<slug:kind>/draft/arrangement/", section_views.arrangement, name="arrange_sections"),
    path("<slug:kind>/draft/sections/new/", section_views.new_section, name="add_section"),
    path("<slug:kind>/draft/people/", front_matter_views.people, name="set_responsibilities"),
    path("<slug:kind>/draft/dates/new/", front_matter_views.new_date, name="add_date"),
    path("<slug:kind>/draft/dates/<slug:date>/", front_matter_views.date, name="write_date"),
    path(
        "<slug:kind>/draft/dates/<slug:date>/removal/", front_matter_views.date_removal,
        name="take_out_date",
    ),
    path("<slug:kind>/draft/links/new/", front_matter_views.new_link, name="add_link"),
    path("<slug:kind>/draft/links/<slug:link>/", front_matter_views.link, name="write_link"),
    path(
        "<slug:kind>/draft/links/<slug:link>/removal/", front_matter_views.link_removal,
        name="take_out_link",
    ),
    path("<slug:kind>/draft/<slug:block>/", draft_views.block, name="write_block"),
    path("<slug:kind>/draft/<slug:block>/here/", draft_views.here, name="write_here"),
    path("<slug:kind>/draft/<slug:block>/comment/", draft_views.comment, name="comment_on_block"),
    path(
        "<slug:kind>/draft/<slug:block>/removal/", section_views.section_removal,
        name="take_out_section",
    ),
    path("<slug:kind>/draft/<slug:block>/steps/", section_views.steps, name="arrange_steps"),
    path("<slug:kind>/draft/<slug:block>/steps/new/", section_views.new_step, name="add_step"),
    path(
        "<slug:kind>/draft/<slug:block>/steps/<slug:step>/removal/", section_views.step_removal,
        name="take_out_step",
    ),
    path(
        "<slug:kind>/draft/<slug:block>/steps/<slug:step>/", draft_views.step, name="write_step"
    ),
    path(
        "<slug:kind>/versions/<int:number>/set-aside/", draft_views.setting_aside,
        name="set_aside_version",
    ),
]  # fmt: skip

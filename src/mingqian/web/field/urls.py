"""Addresses of inspectors and of the heads who review their results, under /office/."""

from django.urls import path

from mingqian.web.field import record, reviews, sign, visits

urlpatterns = [
    path("visits/", visits.visits, name="visits"),
    path("visits/all/", visits.visits_all, name="visits-all"),
    path("visits/<key:pk>/", visits.visit, name="visit"),
    path("visits/<key:pk>/record/", record.visit_record, name="visit-record"),
    path("visits/<key:pk>/sign/", sign.visit_sign, name="visit-sign"),
    path("visits/<key:pk>/submit/", sign.visit_submit, name="visit-submit"),
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/<key:pk>/", reviews.review, name="review"),
    path("reviews/<key:pk>/approve/", reviews.review_approve, name="review-approve"),
    path("reviews/<key:pk>/return/", reviews.review_return, name="review-return"),
]

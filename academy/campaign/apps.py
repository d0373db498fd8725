from django.apps import AppConfig


class CampaignConfig(AppConfig):
    name = "academy.campaign"
    label = "campaign"

from hypothesis import settings

settings.register_profile("shared-machine", deadline=None)  # a busy core is no failure
settings.load_profile("shared-machine")

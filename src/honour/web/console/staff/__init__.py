"""Who works here: members, invitations, deputies, leavers, roles and the purposes each acts for."""

"""GDPRbench's four roles (Shastri et al., VLDB 2020), asked of the register and of a plain schema at the same time."""

"""A notice as people read it: a page, plain text, and the register of processing.

``page`` puts a notice in a reader's order, once, as ``parts``; ``html`` and ``text`` write those; ``ropa`` is the table
of Article 30(1).
"""

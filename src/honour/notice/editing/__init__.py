"""A clause as a form: what is asked for each kind of clause, what was answered, and the change to the file.

``shapes`` reads the questions off the typed model, with guidance in plain words; ``answers`` puts a clause into a
form's fields and reads them back; ``applying`` turns the answers into changes that leave every other byte alone.
"""

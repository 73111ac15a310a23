"""What a draft's words and pictures contain; what follows from it a policy says (`gatepost.core.screen`).

`scanning.Scanner` looks through a text, `draft.examine` through a whole draft, `pictures` has examine_picture and
clean_picture. Nothing is imported here, since the policy language asks for the names of the kinds alone.

>>> from gatepost.core.checks.scanning import Scanner
>>> [(one.kind, one.text) for one in Scanner().scan("Ring me on 07700 900123.")]
[('telephone', '07700 900123')]
"""

"""What is asked of people when they sign in or come in."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, LoginWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password

from gatepost.people.models.accounts import Account


class SignInForm(LoginForm):  # type: ignore[misc]
    """Address, password, and whether others use the computer too."""

    shared = forms.BooleanField(
        label="This is a shared computer: sign me out when the browser is closed",
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["remember"]

    def clean(self) -> Any:
        """Tell allauth in its own words whether to remember."""
        cleaned = super().clean()
        self.cleaned_data["remember"] = not self.cleaned_data.get("shared")
        return cleaned


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey signs in by itself, unless it is only to be the second of two."""

    passwordless = forms.BooleanField(
        label="Sign in with it alone, without a password", required=False, initial=True
    )


class PasskeySignInForm(LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey alone."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["credential"].error_messages["required"] = (
            "A passkey needs JavaScript, which is switched off in this browser. Sign in another way."
        )


class NewPasswordForm(forms.Form):
    """A new password, typed twice so that a slip does not lock anybody out."""

    password = forms.CharField(
        label="Choose a password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 12 characters. Three words that do not belong together do well.",
        error_messages={"required": "Choose a password."},
    )
    again = forms.CharField(
        label="The same password again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Type the password a second time."},
    )

    def __init__(self, *args: Any, account: Account, **options: Any) -> None:
        super().__init__(*args, **options)
        self.account = account

    def clean_password(self) -> str:
        """What a password has to be."""
        password = str(self.cleaned_data["password"])
        validate_password(password, self.account)
        return password

    def clean_again(self) -> str:
        """The same twice."""
        again = str(self.cleaned_data["again"])
        if "password" in self.cleaned_data and again != self.cleaned_data["password"]:
            raise forms.ValidationError("The two passwords are not the same. Type both again.")
        return again


class EmergencyForm(NewPasswordForm):
    """A new password, and whether the second factor is lost too."""

    second_factor_lost = forms.BooleanField(
        label="I have lost the telephone, app or passkey that I confirm it is me with",
        required=False,
    )

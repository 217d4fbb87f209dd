// Passkeys (WebAuthn): asks the device to make or use one, and sends its answer with the form.
"use strict";

const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const opened = (options) => {
  const asked = options.publicKey;
  asked.challenge = toBytes(asked.challenge);
  if (asked.user) asked.user.id = toBytes(asked.user.id);
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    asked[list] = (asked[list] || []).map((known) => ({ ...known, id: toBytes(known.id) }));
  }
  return { publicKey: asked };
};

const plain = (credential) => {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = toText(credential.response[part]);
  }
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
};

const answer = async (form) => {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const asked = await fetch(form.dataset.challenge, { method: "POST", body });
  if (!asked.ok) throw new Error("no challenge");
  const options = opened(await asked.json());
  const credential = await navigator.credentials[form.dataset.passkey](options);
  form.elements.answer.value = JSON.stringify(plain(credential));
};

for (const form of window.PublicKeyCredential ? document.querySelectorAll("form[data-passkey]") : []) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = form.querySelector("[data-said]");
    said.textContent = "";
    answer(form).then(
      () => form.submit(),
      () => {
        said.textContent = said.dataset.said;
      },
    );
  });
}

// Leads to the way to sign in that was chosen: by a link to pages, by the form to what begins a login.

const form = document.querySelector("[data-login-selector]");
const select = form.querySelector("select");

form.hidden = false;
form.addEventListener("submit", (event) => {
  const [choice] = select.selectedOptions;
  if (choice.dataset.method === "get") {
    event.preventDefault();
    location.assign(choice.value);
    return;
  }
  form.action = choice.value;
});

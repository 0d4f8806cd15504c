"use strict";
const choice = document.querySelector("select");
const rows = [...document.querySelectorAll("li")];
const shown = document.querySelector("[role=status]");
function filter() {
  let count = 0;
  for (const row of rows) {
    row.hidden = choice.value !== "" && !row.dataset.calls.split(" ").includes(choice.value);
    count += !row.hidden;
  }
  shown.textContent = `${count} of ${rows.length} messages`;
}
choice.form.hidden = false;
choice.addEventListener("change", filter);
filter();

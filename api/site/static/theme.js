// Runs before anything is drawn: dark or light as chosen here before, else as the system has it.
"use strict";
document.documentElement.dataset.theme =
  localStorage.getItem("theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

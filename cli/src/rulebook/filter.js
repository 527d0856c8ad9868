"use strict";
(() => {
  const form = document.getElementById("filter");
  const word = document.getElementById("filter-word");
  const actor = document.getElementById("filter-actor");
  const count = document.getElementById("filter-count");
  const rows = [...document.querySelectorAll("main tbody tr")];
  const blocks = [...document.querySelectorAll("main table, main details, main article, main .part, main section")];
  const folded = [...document.querySelectorAll("main details")];
  let filtered = false;
  let open = [];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const filter = () => {
    const words = word.value.toLowerCase().split(/\s+/).filter((one) => one !== "");
    const any = words.length !== 0 || actor.value !== "";
    let shown = 0;
    rows.forEach((row, at) => {
      const fits = words.every((one) => texts[at].includes(one));
      const acts = actor.value === "" || row.dataset.actor === actor.value;
      row.classList.toggle("out", !(fits && acts));
      if (fits && acts) shown += 1;
    });
    blocks.forEach((block) => block.classList.toggle("out", any && !block.querySelector("tbody tr:not(.out)")));
    if (any || filtered) folded.forEach((one) => { one.open = any && !one.classList.contains("out"); });
    filtered = any;
    count.textContent = any ? `${shown} of ${rows.length} rows are shown` : "";
  };
  const show = () => {
    const to = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (to && to.closest(".out")) {
      form.reset();
      filter();
      if (to.closest("details")) to.closest("details").open = true;
      to.scrollIntoView();
    }
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("input", filter);
  addEventListener("hashchange", show);
  addEventListener("beforeprint", () => {
    open = folded.map((one) => one.open);
    folded.forEach((one) => { one.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((one, at) => { one.open = open[at]; }));
  form.hidden = false;
})();

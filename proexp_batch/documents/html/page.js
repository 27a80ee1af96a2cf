"use strict";
(() => {
  const fold = (text) => text.normalize("NFKD").replace(/\p{Diacritic}/gu, "").toLowerCase();
  const order = new Intl.Collator("fr", { numeric: true, sensitivity: "base" });
  const make = (name, properties = {}) => Object.assign(document.createElement(name), properties);
  const keyOf = (cell) => (cell.dataset.cle ?? cell.textContent).trim();

  const sortable = (table) => {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      if (head.dataset.fixe !== undefined) return;
      const button = make("button", { type: "button", textContent: head.textContent });
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const keyed = [...body.rows].map((row) => [keyOf(row.cells[column]), row]);
        // What has nothing there comes last, whichever way.
        keyed.sort(([one], [other]) =>
          !one || !other ? Number(!one) - Number(!other) : order.compare(one, other) * (down ? -1 : 1));
        body.append(...keyed.map(([, row]) => row));
      });
    });
  };

  const filterable = (table) => {
    const rows = [...table.tBodies[0].rows].map((row) => [row, fold(row.textContent)]);
    const { un, plusieurs, statut } = table.dataset;
    const tools = make("div", { className: "outils" });
    const search = make("input", { type: "search", autocomplete: "off" });
    const choice = make("select");
    const told = make("p");
    told.setAttribute("role", "status");
    const statuses = [...new Set(rows.map(([row]) => row.cells[statut].textContent))].sort(order.compare);
    choice.append(make("option", { value: "", textContent: "tous" }),
      ...statuses.map((one) => make("option", { value: one, textContent: one })));
    for (const [words, control] of [[`Filtrer les ${plusieurs}`, search], ["Statut", choice]]) {
      const label = make("label", { textContent: words });
      label.append(control);
      tools.append(label);
    }
    tools.append(told);
    const show = () => {
      const words = fold(search.value).split(/\s+/).filter(Boolean);
      let count = 0;
      for (const [row, text] of rows) {
        const status = row.cells[statut].textContent;
        row.hidden = !(words.every((word) => text.includes(word)) && (!choice.value || choice.value === status));
        count += row.hidden ? 0 : 1;
      }
      const number = (value) => value.toLocaleString("fr");
      told.textContent = count === rows.length
        ? `${number(count)} ${count < 2 ? un : plusieurs}`
        : `${number(count)} ${count < 2 ? un : plusieurs} sur ${number(rows.length)}`;
    };
    search.addEventListener("input", show);
    choice.addEventListener("change", show);
    show();
    table.closest(".defile").before(tools);
  };

  for (const table of document.querySelectorAll("table.liste")) {
    if (table.dataset.statut !== undefined) filterable(table);
    sortable(table);
  }

  // What is unfolded is printed; all of it at once only where somebody asks for it.
  const folded = [...document.querySelectorAll("details")];
  if (folded.length) {
    const button = make("button", { type: "button", className: "deplier", textContent: "Déplier tous les constats" });
    button.addEventListener("click", () => {
      const open = !folded.every((one) => one.open);
      folded.forEach((one) => { one.open = open; });
      button.textContent = open ? "Replier tous les constats" : "Déplier tous les constats";
    });
    document.getElementById("a-traiter").after(button);
  }
})();

"use strict";
(function () {
  addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (one) { one.open = true; });
  });
  var table = document.getElementById("table-revoir");
  if (!table) { return; }
  var body = table.tBodies[0], rows = Array.from(body.rows), heads = Array.from(table.tHead.rows[0].cells);
  var lang = document.documentElement.lang, order = new Intl.Collator(lang, { numeric: true });
  function value(row, at, number) {
    var cell = row.cells[at];
    return number ? Number(cell.dataset.v) : cell.textContent;
  }
  heads.forEach(function (head, at) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.textContent = "";
    head.append(button);
    button.addEventListener("click", function () {
      var number = head.dataset.kind === "n", down = head.getAttribute("aria-sort") === "ascending", sign = down ? -1 : 1;
      heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      rows.sort(function (a, b) {
        var one = value(a, at, number), two = value(b, at, number);
        return sign * (number ? one - two : order.compare(one, two));
      });
      body.append.apply(body, rows);
    });
  });
  var search = document.getElementById("chercher"), answer = document.getElementById("reponse"), count = document.getElementById("compte");
  function plain(text) { return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); }
  function filter() {
    var wanted = plain(search.value), shown = 0;
    rows.forEach(function (row) {
      var fits = plain(row.cells[1].textContent).includes(wanted) && (!answer.value || row.cells[2].textContent === answer.value);
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    count.textContent = shown + " / " + rows.length + " " + count.dataset.what;
  }
  document.getElementById("outils").addEventListener("submit", function (event) { event.preventDefault(); });
  search.addEventListener("input", filter);
  answer.addEventListener("change", filter);
  document.getElementById("outils").hidden = false;
  filter();
})();

// The counter: − and + at each good, the sum and what stays, told at once. Without this script the boxes are filled in by hand.
const form = document.querySelector("form[data-till]");
if (form) {
  const purse = Number(form.dataset.till);
  const line = form.querySelector("[data-sum]"), pay = form.querySelector("[data-pay]"), seen = form.querySelector("[data-seen]");
  const goods = [...form.querySelectorAll(".good")].filter((row) => row.querySelector("input"))
    .map((row) => ({ row, input: row.querySelector("input"), price: Number(row.dataset.price), stock: Number(row.dataset.stock) }));
  const amount = (good) => (/^\d{1,2}$/.test(good.input.value.trim()) ? Number(good.input.value) : 0);
  const put = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  function add() {
    const sum = goods.reduce((all, good) => all + amount(good) * good.price, 0);
    const short = sum - purse;
    goods.forEach((good) => {
      const n = amount(good);
      good.row.classList.toggle("chosen", n > 0);
      good.row.querySelector("[data-by='-1']").disabled = n < 1;
      good.row.querySelector("[data-by='1']").disabled = n >= Math.min(good.stock, 99) || sum + good.price > purse;
    });
    line.textContent = !sum ? line.dataset.none : put(short > 0 ? line.dataset.short : line.dataset.said, { sum, left: -short, short });
    line.classList.toggle("short", short > 0);
    pay.disabled = !sum || short > 0;
    seen.value = String(sum);
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-by]");
    const good = button && goods.find((one) => one.row.contains(button));
    if (!good) return;
    good.input.value = String(Math.max(0, amount(good) + Number(button.dataset.by)));
    add();
  });
  form.addEventListener("input", add);
  form.querySelectorAll("[data-by]").forEach((button) => { button.hidden = false; });
  window.addEventListener("pageshow", add);
  add();
}

// One item for many households: tick a whole group, and how many are ticked.
const many = document.querySelector("form[data-families]");
if (many) {
  const boxes = [...many.querySelectorAll("input[name=households]")];
  const said = many.querySelector("[data-chosen]");
  const tell = () => {
    said.textContent = said.dataset.said.replace("{n}", boxes.filter((box) => box.checked).length);
    many.querySelectorAll("[data-group]").forEach((all) => {
      const own = boxes.filter((box) => box.closest("fieldset") === all.closest("fieldset") && !box.closest("[hidden]"));
      all.checked = own.length > 0 && own.every((box) => box.checked);
      all.indeterminate = !all.checked && own.some((box) => box.checked);
    });
  };
  many.querySelectorAll("[data-group]").forEach((all) => {
    all.closest("label").hidden = false;
    all.addEventListener("change", () => {
      boxes.filter((box) => box.closest("fieldset") === all.closest("fieldset") && !box.closest("[hidden]")).forEach((box) => { box.checked = all.checked; });
      tell();
    });
  });
  const find = many.querySelector("[data-find]");
  find.closest(".f").hidden = false;
  find.addEventListener("input", () => {
    const words = find.value.trim().toLowerCase();
    boxes.forEach((box) => {
      const place = box.closest("li");
      place.hidden = Boolean(words) && !place.dataset.words.toLowerCase().includes(words);
    });
    tell();
  });
  find.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  many.addEventListener("change", tell);
  tell();
}

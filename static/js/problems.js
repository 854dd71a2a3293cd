// The last day of each class is worked out again when the day it was found changes. Without this script the days of today stand there.
const english = document.documentElement.lang === "en";
const format = (day) => day.toLocaleDateString(english ? "en-GB" : "zh-CN", {
  month: english ? "short" : "long", day: "numeric", ...(day.getFullYear() === new Date().getFullYear() ? {} : { year: "numeric" }),
});

document.querySelectorAll("form[data-last-day]").forEach((form) => {
  form.querySelector("[name=found_on]")?.addEventListener("change", (event) => {
    form.querySelectorAll("input[data-days-from]").forEach((box) => {
      const last = new Date(`${event.target.value}T00:00:00`);
      if (Number.isNaN(last.valueOf())) return;
      last.setDate(last.getDate() + Number(box.dataset.daysFrom));
      const label = box.parentElement.querySelector("span");
      if (label) label.textContent = box.dataset.words.replace("{last}", format(last));
    });
  });
});

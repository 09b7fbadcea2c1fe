// A page of long work asks how far it is, and moves on when it is done.
const box = document.querySelector("[data-job]");

async function look() {
  const answer = await fetch(box.dataset.job, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const job = await answer.json();
  box.querySelector("progress").max = job.total || 1;
  box.querySelector("progress").value = job.done;
  box.querySelector("[data-done]").textContent = job.done;
  box.querySelector("[data-total]").textContent = job.total || "…";
  if (job.ended) location.assign(job.problem ? location.href : job.back);
}

if (box) setInterval(look, 1000);

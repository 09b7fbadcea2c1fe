// Asks what is wrong with the texts and how they look, a moment after typing stops; the newest answer counts.

const PAUSE = 120;

export function makeCheck(form, address, { show, fail }) {
  let timer = 0;
  let asking = new AbortController();

  async function ask() {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await fetch(address, { method: "POST", body: texts(form), headers: { Accept: "application/json" }, signal });
      if (!answer.ok) throw new Error(answer.status);
      const results = await answer.json();
      if (!signal.aborted) show(results);
    } catch {
      if (!signal.aborted) fail();
    }
  }

  return () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  };
}

// The texts alone: a chosen picture would be sent at every key.
function texts(form) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  return body;
}

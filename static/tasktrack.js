/* tasktrack: what keys and small comforts add to pages that work without it. No framework; beside htmx.

   data-search          the input that / goes to
   data-menu            <details> that closes on Esc, on a click elsewhere, and when another opens
   data-rows            a list: j and k move through the links that open its rows, Enter opens (it is a link)
   data-open            that link; a row without one is passed over
   data-slot            where a form is loaded into a row; it goes on Esc, unless something was typed, or by
   data-close           a button in it
   data-doubts          rows among which n and p move between those that wait for a decision (data-waits), and
                        a, e, x press the buttons of the row in focus that are so called (data-key), with
                        Shift those about all rows with the same doubt
   data-guard           a form that asks before what was typed in it is left
   data-pick            a box that picks a row; with Shift all between it and the one before
   data-pick-all        a box that picks all rows of its form
   data-beside          a link that shows, in data-source, what its row was read from; while that is shown it
                        follows the row in focus
   data-source          where a part of a document is shown, in data-source-scroll; data-source-close empties it,
                        data-keep-open in it stays as it was left
   data-review          reports to be judged: a presses the button so called of the one in focus (data-key), r goes
                        to where one writes why it is sent back (data-reason)
   data-goto            a link to a row, by its id, that may be on this very page
   data-send-on-change  a form that sends itself when a choice is made
   data-take            a form that takes in what another unit gave for that task: its data-take-note, and its
                        data-take-value for data-take-target, go into the form of data-report, or the only one
   data-messages        where lines about what happened stand; they are read out
   data-names           a field of several names with "、" between them: its list offers the next one
   data-errors          the summary of a form's errors; it takes the focus
*/
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const typing = (el) => el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName);

  const focusIn = (place, selector) => place.querySelector(selector)?.focus();

  // ---- menus ----
  const openMenus = () => all("[data-menu][open]");
  const closeMenus = (except) => openMenus().forEach((menu) => {
    if (menu !== except) menu.open = false;
  });
  document.addEventListener("click", (event) => closeMenus(event.target.closest("[data-menu]")));

  // ---- a form in a row ----
  const closeSlot = (slot) => {
    slot.replaceChildren();
    const row = slot.closest("tr, li");
    if (row) focusIn(row, "[data-open]");
  };
  document.addEventListener("click", (event) => {
    const slot = event.target.closest("[data-close]")?.closest("[data-slot]");
    if (slot) closeSlot(slot);
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    const slot = event.target.closest("[data-slot]");
    if (slot) focusIn(slot, "input:not([type=hidden]), select, textarea");
    else if (document.activeElement === document.body && event.target.matches("tr, li")) focusIn(event.target, "[data-open]");
  });

  const escape = () => {
    const slot = document.activeElement.closest("[data-slot]");
    if (slot && !typedIn(slot)) return closeSlot(slot);
    const menu = document.activeElement.closest("[data-menu][open]") || openMenus()[0];
    if (!menu) return document.activeElement.blur();
    closeMenus();
    menu.querySelector("summary").focus();
  };

  // ---- keys ----
  const rowLinks = () => all("[data-rows] [data-open]").filter((link) => link.offsetParent !== null);

  const move = (step) => {
    const links = rowLinks();
    const row = document.activeElement.closest("[data-rows] tr, [data-rows] li");
    const here = links.findIndex((link) => row && row.contains(link));
    const next = links[here < 0 ? (step > 0 ? 0 : links.length - 1) : here + step];
    if (!next) return;
    next.focus({ preventScroll: true });
    next.closest("tr, li").scrollIntoView({ block: "nearest" });
  };

  const keys = {
    "/": () => all("[data-search]").slice(0, 1).forEach((input) => { input.focus(); input.select(); }),
    j: () => move(1),
    k: () => move(-1),
  };
  // ---- from doubt to doubt ----
  let decided = null; // the row about which a key has decided: the next that waits takes the focus
  const doubts = () => all("[data-doubts] tr[data-waits]");
  const rowHere = () => document.activeElement.closest("[data-doubts] tbody tr");
  const goTo = (row) => {
    focusIn(row, "[data-open]");
    row.scrollIntoView({ block: "center" });
  };
  const nextDoubt = (step, from = rowHere()) => {
    const rows = all("[data-doubts] tbody tr");
    const here = from ? rows.findIndex((row) => row.id === from.id) : step > 0 ? -1 : rows.length;
    const coming = doubts().filter((row) => (rows.indexOf(row) - here) * step > 0);
    const row = step > 0 ? coming[0] : coming.pop();
    if (row) goTo(row);
    else if (step > 0 && rows.length) focusIn(document, "[data-doubts-done]");
  };
  keys.n = () => nextDoubt(1);
  keys.p = () => nextDoubt(-1);
  ["a", "e", "x", "A", "E", "X"].forEach((key) => {
    keys[key] = () => {
      const button = rowHere()?.querySelector(`[data-key=${key}]`);
      if (!button) return;
      decided = rowHere();
      button.click();
    };
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!decided || !event.target.closest("[data-doubts]")) return;
    nextDoubt(1, decided);
    decided = null;
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") return escape();
    if (typing(event.target) || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });

  // ---- rows to be picked ----
  let picked = null;
  document.addEventListener("click", (event) => {
    const box = event.target.closest("[data-pick], [data-pick-all]");
    if (!box) return;
    const boxes = [...box.form.elements].filter((each) => each.matches("[data-pick]") && !each.disabled);
    const [from, to] = event.shiftKey && picked ? [boxes.indexOf(picked), boxes.indexOf(box)].sort((a, b) => a - b) : [0, -1];
    const chosen = box.matches("[data-pick-all]") ? boxes : from < 0 ? [] : boxes.slice(from, to + 1);
    chosen.forEach((each) => { each.checked = box.checked; });
    picked = box.matches("[data-pick]") ? box : null;
  });

  // ---- the document beside its rows ----
  const source = () => document.querySelector("[data-source]:not(:empty)");
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-rows] tr");
    const link = row?.querySelector("[data-beside]");
    if (!link || !source() || row.matches(".row-beside")) return;
    link.click();
  });
  document.addEventListener("click", (event) => {
    const close = event.target.closest("[data-source-close]");
    const goto = event.target.closest("[data-goto]");
    const row = goto && document.getElementById(goto.dataset.goto);
    if (close) source().replaceChildren();
    if (row) {
      row.scrollIntoView({ block: "center" });
      focusIn(row, "[data-open]");
    }
    if (close || row) event.preventDefault();
    if (close) all(".row-beside").forEach((each) => each.classList.remove("row-beside"));
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (!event.target.matches("[data-source]")) return;
    const asked = event.detail.requestConfig.elt.closest("tr");
    if (asked) {
      all(".row-beside").forEach((each) => each.classList.remove("row-beside"));
      asked.classList.add("row-beside");
    }
    showMeant(event.target);
  });
  // what was unfolded for one row stays so for the next
  let unfoldedHere = false;
  document.addEventListener("toggle", (event) => {
    if (event.target.matches("[data-keep-open]")) unfoldedHere = event.target.open;
  }, true);
  const showMeant = (source) => {
    const [fold, pane] = [source.querySelector("[data-keep-open]"), source.querySelector("[data-source-scroll]")];
    if (fold && unfoldedHere) fold.open = true;
    const meant = pane.querySelector(".meant-own") || pane.querySelector(".meant");
    if (!meant) return;
    const [own, around] = [meant, pane].map((el) => el.getBoundingClientRect());
    pane.scrollTop += own.top - around.top - around.height / 3;
  };
  if (source()) showMeant(source());

  // ---- forms ----
  const guarded = new Set();
  const typedIn = (place) => [...guarded].some((form) => place.contains(form));
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-guard]");
    if (form) guarded.add(form);
  });
  document.addEventListener("submit", (event) => guarded.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    if (!typedIn(document)) return;
    event.preventDefault();
    event.returnValue = document.body.dataset.unsaved;
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-send-on-change]");
    if (form && !event.target.matches("[type=search], [type=text]")) form.requestSubmit();
  });
  // a filter that asks for nothing leaves no trace in the address
  document.addEventListener("formdata", (event) => {
    if (event.target.method !== "get") return;
    const empty = [...event.formData].filter(([, value]) => value === "").map(([name]) => name);
    empty.forEach((name) => event.formData.delete(name));
  });

  // ---- the review: a passes, r writes why not; what has been judged goes, the next takes the focus ----
  const reviewed = document.querySelector("[data-review]");
  const judging = (selector) => document.activeElement.closest("[data-review] > li")?.querySelector(selector);
  if (reviewed) {
    keys.a = () => judging("[data-key=a]")?.click();
    keys.r = () => judging("[data-reason]")?.focus();
    new MutationObserver((changes) => changes.forEach(({ removedNodes, addedNodes, nextSibling }) => {
      if (![...removedNodes].some((node) => node.nodeType === 1)) return;
      const come = [...addedNodes].find((node) => node.nodeType === 1);
      const rows = all("[data-review] > li");
      const after = (node) => rows.find((row) => row === node || (node && node.compareDocumentPosition(row) & 4));
      const next = come || (nextSibling ? after(nextSibling) : null) || rows[rows.length - 1];
      if (next) focusIn(next, "[data-open]");
    })).observe(reviewed, { childList: true });
  }

  // ---- print: what is folded is printed too ----
  const folded = () => all("details.fold:not([open])");
  let unfolded = [];
  window.addEventListener("beforeprint", () => (unfolded = folded()).forEach((fold) => { fold.open = true; }));
  window.addEventListener("afterprint", () => unfolded.forEach((fold) => { fold.open = false; }));

  // ---- what happened ----
  const say = (text) => {
    const place = document.querySelector("[data-messages]");
    const line = document.createElement("div");
    line.className = "message message-error";
    line.textContent = text;
    if (!place) return;
    place.classList.add("messages-float");
    place.replaceChildren(line);
  };
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => say(document.body.dataset.failed));
  }
  // a session that ran out answers with the sign-in page: go there instead of putting it into a row
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig, boosted } = event.detail;
    if (boosted || !xhr.responseURL) return;
    const came = new URL(xhr.responseURL).pathname;
    if (came === new URL(requestConfig.path, location.href).pathname) return;
    event.detail.shouldSwap = false;
    location.reload();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) guarded.delete(event.detail.elt);
  });
  // a floating line goes by itself, one that asks for something waits
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    const lines = [...event.target.children].filter((line) => !line.matches(".message-error, :has(form)"));
    setTimeout(() => lines.forEach((line) => line.remove()), 10000);
  });
  // ---- what another unit gave goes into the report that is being written ----
  document.addEventListener("submit", (event) => {
    const { take, takeNote, takeTarget, takeValue } = event.target.dataset;
    if (!take) return;
    const place = document.querySelector(`[data-report="${take}"]`) || document;
    const put = (field, words) => {
      if (!field) return;
      field.value = words;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const note = place.querySelector("form textarea[name$=note]");
    if (note) put(note, [note.value.trimEnd(), takeNote].filter(Boolean).join("\n"));
    if (takeTarget) put(place.querySelector(`form input[name$="value_${takeTarget}"]`), takeValue);
  });

  const errors = document.querySelector("[data-errors]");
  if (errors) errors.focus();

  // ---- several names in one field (data-names): its list offers the next one ----
  const offer = ({ target }) => {
    if (!target.matches("[data-names]") || !target.list) return;
    const before = target.value.slice(0, target.value.search(/[^、，,;；]*$/));
    all("option", target.list).forEach((option) => {
      option.dataset.name ??= option.value;
      option.value = before + option.dataset.name;
    });
  };
  document.addEventListener("focusin", offer);
  document.addEventListener("input", offer);
})();

/* The reporter's page.
   data-cards           the cards; its words for what is kept here, restored, or waits for a new sign-in
   data-card            one card: Ctrl+Enter submits its form, Alt+N presses data-unchanged
   data-card-done       the line that takes its place: the next card opens
   data-draft           a form that is kept as one types: here at once (data-draft-key), at this address soon after
   data-send-all        a form that waits until all that is typed has been kept there */
(() => {
  const SOON = 700;
  const LATER = 15000;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const wordsOf = (form, name) => form.closest("[data-cards]")?.dataset[name] || "";
  const FIELDS = "input:not([type=hidden]), select, textarea";

  // ---- from card to card ----
  const open = (card, place = "") => {
    card.querySelector("[data-card-fold]").open = true;
    const field = card.querySelector(`${place} :is(${FIELDS})`);
    field?.focus({ preventScroll: true });
    if (field?.matches("input[type=number], textarea")) field.select();
    card.scrollIntoView({ block: card.offsetHeight < innerHeight ? "nearest" : "start" });
  };
  const next = (line) => {
    const cards = all("[data-card]");
    const after = cards.find((card) => line.compareDocumentPosition(card) & Node.DOCUMENT_POSITION_FOLLOWING);
    const card = after || cards[0];
    if (card) open(card);
    else document.querySelector("[data-cards-end]")?.focus();
  };
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.matches("[data-card-done]")) return next(event.target);
    if (!event.target.matches("[data-card]")) return;
    const wrong = event.target.querySelector(".errorlist");
    open(event.target, wrong ? ".field-wrong" : "");
    if (wrong && !event.target.querySelector(".field-wrong")) open(event.target);
    if (wrong) note(event.target.querySelector("form"));
    else restore(event.target.querySelector("form"));
  });
  document.addEventListener("keydown", (event) => {
    const card = event.isComposing ? null : event.target.closest("[data-card]");
    const submits = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    const unchanged = event.altKey && event.code === "KeyN";
    if (!card || (!submits && !unchanged)) return;
    event.preventDefault();
    if (submits) card.querySelector("form").requestSubmit();
    else card.querySelector("[data-unchanged]")?.click();
  });

  // ---- drafts: here at once, on the server soon ----
  const waiting = new Map(); // form → its timer, for all that the server does not have yet
  const keyOf = (form) => `draft:${form.dataset.draftKey}`;
  const typedIn = (form) => [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
  const say = (form, words) => {
    const place = form.querySelector("[data-draft-said]");
    if (place && place.textContent !== words) place.textContent = words;
  };
  const keepHere = (form) => {
    try {
      localStorage.setItem(keyOf(form), JSON.stringify(typedIn(form)));
    } catch { /* full or forbidden: the server still gets it */ }
  };
  const forgetHere = (form) => {
    try {
      localStorage.removeItem(keyOf(form));
    } catch { /* nothing was kept */ }
  };
  const soon = (form, time) => {
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(() => save(form), time));
  };
  const note = (form) => {
    keepHere(form);
    soon(form, SOON);
  };
  const drop = (form) => {
    clearTimeout(waiting.get(form));
    waiting.delete(form);
  };
  const show = (form, answer) => {
    say(form, answer.said);
    all("[data-field]", form).forEach((row) => {
      const lines = (answer.hints[row.dataset.field] || []).map((words) => {
        const line = document.createElement("li");
        line.textContent = words;
        return line;
      });
      row.querySelector("[data-hints]").replaceChildren(...lines);
      if (row.dataset.field === "percent") row.querySelector("[data-computed]").textContent = answer.computed;
      if (row.dataset.field === "percent_reason") row.hidden = !answer.asks_reason && !row.contains(document.activeElement);
    });
  };
  const save = async (form) => {
    const timer = waiting.get(form);
    let response;
    try {
      response = await fetch(form.dataset.draft, {
        method: "POST",
        headers: { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value },
        body: new URLSearchParams(typedIn(form)),
        redirect: "manual",
      });
    } catch {
      response = null;
    }
    if (!form.isConnected || !waiting.has(form)) return;
    if (response && (response.ok || response.status === 409)) {
      const answer = await response.json();
      if (waiting.get(form) !== timer) return; // something was typed meanwhile
      drop(form);
      if (response.ok) {
        forgetHere(form);
        show(form, answer);
      } else say(form, answer.said);
      return;
    }
    say(form, wordsOf(form, response ? "expired" : "offline"));
    if (waiting.get(form) === timer) soon(form, LATER);
  };
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (form && event.target.type !== "file") note(form);
  });
  window.addEventListener("online", () => [...waiting.keys()].forEach((form) => soon(form, 0)));
  const sent = new WeakMap(); // request → its form, which the answer takes off the page
  const sending = (event) => {
    const form = event.detail.elt.closest("form[data-draft]");
    return form && event.detail.elt.matches("form, [data-unchanged]") ? form : null;
  };
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = sending(event);
    if (!form) return;
    drop(form);
    sent.set(event.detail.xhr, form);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = sent.get(event.detail.xhr);
    if (!form) return;
    const signedOut = new URL(event.detail.xhr.responseURL || location.href).pathname !== new URL(event.detail.requestConfig.path, location.href).pathname;
    if (event.detail.successful && !signedOut) forgetHere(form);
    else if (form.isConnected && event.detail.xhr.status !== 422) note(form);
    // signed out, or in again, in another window: what was typed is kept here and comes back on the new page
    if (event.detail.xhr.status === 403) location.reload();
  });

  // ---- what was kept here comes back ----
  const restore = (form) => {
    let kept;
    try {
      kept = JSON.parse(localStorage.getItem(keyOf(form)));
    } catch {
      kept = null;
    }
    if (!kept) return;
    for (const field of form.elements) {
      if (!field.name || field.type === "file" || field.name === "csrfmiddlewaretoken") continue;
      const values = kept.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "checkbox") field.checked = values.includes(field.value);
      else field.value = values[0] ?? "";
    }
    form.closest("[data-card-fold]").open = true;
    say(form, wordsOf(form, "restored"));
    soon(form, SOON);
  };
  all("form[data-draft]").forEach(restore);

  // ---- all at once ----
  document.addEventListener("submit", async (event) => {
    if (!event.target.matches("[data-send-all]") || !waiting.size) return;
    event.preventDefault();
    await Promise.all([...waiting.keys()].map(save));
    if (!waiting.size) event.target.submit();
  });

  const first = document.querySelector("[data-card] details[open]");
  if (first && !location.hash && matchMedia("(pointer: fine)").matches) {
    const wrong = first.querySelector(".field-wrong");
    (wrong || first).querySelector(`.report-row :is(${FIELDS}), :is(${FIELDS})`)?.focus({ preventScroll: !wrong });
  }
})();

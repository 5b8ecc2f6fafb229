/** The script of the page of a work pack: ticks that are kept in this browser, progress, and copying. It sends nothing. */
export const WORK_PACK_SCRIPT = `
'use strict';
(() => {
  const key = 'mfactl-work-pack-' + document.body.dataset.run;
  const boxes = [...document.querySelectorAll('input[type=checkbox]')];
  const say = (text) => { document.getElementById('said').textContent = text; };
  let store = null;
  try { store = window.localStorage; store.getItem(key); } catch { store = null; }

  const load = () => {
    try { const ids = JSON.parse(store.getItem(key)); return new Set(Array.isArray(ids) ? ids : []); } catch { return new Set(); }
  };
  const keep = () => {
    try { store.setItem(key, JSON.stringify(boxes.filter((box) => box.checked).map((box) => box.value))); return true; } catch { return false; }
  };
  const users = (list) => list.reduce((sum, box) => sum + Number(box.dataset.users), 0);
  const show = () => {
    const open = boxes.filter((box) => !box.checked);
    for (const box of boxes) box.closest('article').classList.toggle('done', box.checked);
    document.getElementById('progress').textContent =
      boxes.length - open.length + ' of ' + boxes.length + ' batches done, ' + users(open) + ' users left';
    document.getElementById('meter').value = users(boxes) - users(open);
    for (const item of document.querySelectorAll('nav [data-step]')) {
      const left = users(open.filter((box) => box.dataset.step === item.dataset.step));
      item.textContent = left === 0 ? 'done' : left + ' left';
    }
  };

  const restore = () => {
    const done = load();
    for (const box of boxes) box.checked = done.has(box.value);
    show();
  };
  restore();
  // Ticks made in another window of this page: without them the next tick here would take them back.
  window.addEventListener('storage', (event) => { if (event.key === key || event.key === null) restore(); });
  for (const box of boxes) {
    box.addEventListener('change', () => {
      show();
      say(keep() ? '' : 'This browser cannot save the ticks. They are lost when you close the page.');
    });
  }
  if (store === null) say('This browser cannot save the ticks. They are lost when you close the page.');

  for (const area of document.querySelectorAll('textarea')) area.addEventListener('focus', () => area.select());
  for (const button of document.querySelectorAll('button[data-copy]')) {
    button.addEventListener('click', async () => {
      const area = document.getElementById(button.dataset.copy);
      let copied = true;
      try { await navigator.clipboard.writeText(area.value); } catch {
        area.focus();
        area.select();
        copied = document.execCommand('copy');
        if (copied) button.focus();
      }
      say(copied ? 'Copied: ' + button.dataset.what + '.' : 'This browser does not allow copying. The addresses are selected: press Ctrl+C.');
    });
  }
})();
`;

/** The style sheet of the page of a work pack: for screens, light and dark, and for paper. */
export const WORK_PACK_STYLE = `
:root { color-scheme: light dark; --ink: #212b32; --soft: #4c6272; --paper: #fff; --panel: #f0f4f5; --line: #768692; --link: #005eb8; --done: #006747; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #f0f4f5; --soft: #c0cdd4; --paper: #15191c; --panel: #21292e; --line: #8fa3b0; --link: #8ec5ff; --done: #7fdcae; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.2; } h2 { font-size: 1.3rem; margin-top: 2.5rem; } h3 { font-size: 1.05rem; margin: 0 0 .25rem; }
a { color: var(--link); }
:focus-visible { outline: 3px solid #ffb81c; outline-offset: 2px; box-shadow: 0 0 0 2px #212b32; }
.skip { position: absolute; left: -100rem; } .skip:focus { position: static; }
.note { color: var(--soft); }
.bar { position: sticky; top: 0; z-index: 1; background: var(--paper); border-bottom: 1px solid var(--line); padding: .5rem 0; }
.bar p { margin: 0; font-weight: 600; } progress { width: 100%; height: 1rem; accent-color: var(--done); }
article { background: var(--panel); border: 1px solid var(--line); border-left-width: .4rem; border-radius: .3rem; padding: .75rem; margin: .75rem 0; scroll-margin-top: 5rem; }
article.done { border-left-color: var(--done); }
h2 { scroll-margin-top: 5rem; }
textarea { display: block; width: 100%; max-height: 14rem; padding: .4rem; border: 1px solid var(--line); background: var(--paper); color: var(--ink); font: .95rem/1.4 ui-monospace, monospace; resize: vertical; }
button { font: inherit; min-height: 2.75rem; padding: .4rem 1rem; margin: .5rem .75rem .5rem 0; border: 2px solid var(--link); border-radius: .3rem; background: var(--paper); color: var(--link); cursor: pointer; }
label.tick { display: inline-flex; align-items: center; gap: .6rem; min-height: 2.75rem; font-weight: 600; }
label.tick input { width: 1.5rem; height: 1.5rem; accent-color: var(--done); }
summary { cursor: pointer; min-height: 1.75rem; } ul.users { columns: 20rem; } code { background: var(--panel); padding: 0 .2rem; }
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #333; --paper: #fff; --panel: #fff; --line: #555; --link: #000; }
  .bar { position: static; } button, details, nav, .skip { display: none; }
  textarea { max-height: none; border: 0; overflow: visible; } article, h2 { break-inside: avoid-page; break-after: auto; }
}
`;

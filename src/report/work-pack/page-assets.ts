/** The script of the page of a work pack: ticks that are kept in this browser, progress, and copying. It sends nothing. */
export const PAGE_SCRIPT = `
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

  const done = load();
  for (const box of boxes) {
    box.checked = done.has(box.value);
    box.addEventListener('change', () => {
      show();
      say(keep() ? '' : 'This browser does not keep the ticks: they are gone when the page is closed.');
    });
  }
  show();
  if (store === null) say('This browser does not keep the ticks: they are gone when the page is closed.');

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
      say(copied ? 'Copied: ' + button.dataset.what + '.' : 'Copying is not allowed here: the addresses are selected, press Ctrl+C.');
    });
  }
})();
`;

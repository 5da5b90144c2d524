// The words at the pointer.
import { firstAfter } from './runs.js';
import { hex } from './screen.js';

/** @returns tell(view, runs, address, length, at) and hide() over the element */
export function openTip(element) {
  return {
    tell(view, runs, address, length, at) {
      const end = address + Math.max(length, 1);
      let best = null, most = 0, count = 0;
      for (let i = firstAfter(runs, address); i < runs.length && runs.starts[i] < end; i++) {
        const size = Math.min(runs.ends[i], end) - Math.max(runs.starts[i], address);
        count++;
        if (size > most) [best, most] = [runs.words(i), size];
      }
      const code = document.createElement('code');
      code.textContent = hex(address);
      element.replaceChildren(code, ` ${best ?? 'nothing answers'}${count > 1 ? `, and ${count - 1} more` : ''}`);
      element.hidden = false;
      element.style.left = `${Math.max(4, Math.min(view.width - element.offsetWidth - 4, at.x + 14))}px`;
      element.style.top = `${at.y + 44 > view.height ? at.y - 32 : at.y + 16}px`;
    },
    hide() {
      element.hidden = true;
    },
  };
}

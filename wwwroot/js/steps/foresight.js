// The step that a key asks for is marked at the key's press, and shows its paragraph, which is in its row beforehand. The server's word counts when it
// comes: it confirms the mark, moves it elsewhere, or has nothing changed, and then the mark goes back.

const directions = { NextStep: 1, PreviousStep: -1 };

/**
 * @param list the element with the rows
 * @param moved called after each change made here
 * @returns hear(rows) to be told of rows that the server marked or unmarked, and stop()
 */
export function foreseeSteps(list, moved) {
  let made = null;

  function change(changes) {
    changes();
    moved();
  }

  /** Marks one step ahead of the server and no more, so that its word is never about an older key. */
  function foresee({ detail }) {
    const by = directions[detail];
    if (!by || made) return;
    const rows = [...list.querySelectorAll('button.row')];
    const at = rows.findIndex(isMarked);
    const [from, to] = [rows[at], rows[at + by]];
    // A neighbour that a fold or a filter hides is the server's to show.
    if (!from || !to || numberOf(to) !== numberOf(from) + by) return;
    made = [from, to].map(row => ({ row, look: lookOf(row) }));
    change(() => {
      mark(from, false);
      from.closest('li').classList.toggle('ahead', by < 0);
      mark(to, true);
      to.closest('li').classList.remove('ahead');
    });
  }

  function hear(rows) {
    const marked = rows.find(isMarked);
    if (!made || !marked) return;
    const [, to] = made;
    made = null;
    // Elsewhere: what the server did not touch in the foreseen row is as it was.
    if (marked !== to.row && to.row.closest('li')?.classList.contains('current')) change(() => restore(to));
  }

  function settle({ detail }) {
    if (!made || !(detail in directions)) return;
    const both = made;
    made = null;
    change(() => both.forEach(restore));
  }

  document.addEventListener('explorer-command', foresee);
  document.addEventListener('explorer-command-settled', settle);
  return {
    hear,
    stop() {
      document.removeEventListener('explorer-command', foresee);
      document.removeEventListener('explorer-command-settled', settle);
    },
  };
}

const isMarked = row => row.getAttribute('aria-current') === 'step';
const numberOf = row => Number(row.querySelector('.number')?.textContent);
const lookOf = row => ({ isMarked: isMarked(row), tabIndex: row.tabIndex, classes: row.closest('li').className });

function mark(row, isCurrent) {
  if (isCurrent) row.setAttribute('aria-current', 'step');
  else row.removeAttribute('aria-current');
  row.tabIndex = isCurrent ? 0 : -1;
  row.closest('li').classList.toggle('current', isCurrent);
}

function restore({ row, look }) {
  const item = row.closest('li');
  if (!item) return;
  mark(row, look.isMarked);
  row.tabIndex = look.tabIndex;
  item.className = look.classes;
}

// A tree of which only what is in view is in the page. It keeps the focus itself and says which of its rows is the current one.

const moving = new Set(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', ' ']);
const listening = new WeakSet();

/**
 * Brings a row into view.
 * @param tree the scrolling element, with the current row's id in data-current; its rows are of one height
 * @param place how many rows come before it
 * @param isAsked true to show it among its neighbours, false to follow it row by row
 */
export function goToRow(tree, place, isAsked) {
  if (!tree?.isConnected) return;
  listen(tree);
  const row = tree.querySelector('[role=treeitem]');
  if (!row) return;
  const height = row.offsetHeight;
  const [top, bottom] = [place * height, (place + 1) * height];
  if (top >= tree.scrollTop && bottom <= tree.scrollTop + tree.clientHeight) return;
  if (isAsked) tree.scrollTop = top - (tree.clientHeight - height) / 2;
  else tree.scrollTop = top < tree.scrollTop ? top : bottom - tree.clientHeight;
}

function listen(tree) {
  if (listening.has(tree)) return;
  listening.add(tree);
  // Keys move the current row; the browser's own scrolling by them would go past it.
  tree.addEventListener('keydown', event => { if (moving.has(event.key)) event.preventDefault(); });
  new MutationObserver(() => name(tree)).observe(tree, { subtree: true, childList: true, attributeFilter: ['data-current', 'id'] });
  name(tree);
}

/** Names the current row to a screen reader while the page has it. */
function name(tree) {
  const id = document.getElementById(tree.dataset.current)?.id;
  if (!id) tree.removeAttribute('aria-activedescendant');
  else if (tree.getAttribute('aria-activedescendant') !== id) tree.setAttribute('aria-activedescendant', id);
}

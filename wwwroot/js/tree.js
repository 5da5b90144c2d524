// A tree of which only what is in view is in the page. It keeps the focus itself and says which of its rows is the current one.

const listening = new WeakSet();

/** What a tree was asked to show and has not in its page yet: rows are laid out after the tree, and again after it scrolled. */
const asked = new WeakMap();

/**
 * Brings a row into view.
 * @param tree the scrolling element, with the current row's id in data-current; its rows are of one height
 * @param place how many rows come before it
 * @param isAsked true to show it among its neighbours, false to follow it row by row
 */
export function goToRow(tree, place, isAsked) {
  if (!tree?.isConnected) return;
  listen(tree);
  asked.set(tree, { place, isAsked });
  scroll(tree);
}

function scroll(tree) {
  const row = tree.querySelector('[role=treeitem]');
  if (!asked.has(tree) || !row) return;
  const { place, isAsked } = asked.get(tree);
  const height = row.offsetHeight;
  const [top, bottom] = [place * height, (place + 1) * height];
  const isInView = top >= tree.scrollTop && bottom <= tree.scrollTop + tree.clientHeight;
  if (!isInView) tree.scrollTop = isAsked ? top - (tree.clientHeight - height) / 2 : top < tree.scrollTop ? top : bottom - tree.clientHeight;
  if (document.getElementById(tree.dataset.current)) asked.delete(tree);
}

function listen(tree) {
  if (listening.has(tree)) return;
  listening.add(tree);
  for (const own of ['wheel', 'pointerdown']) tree.addEventListener(own, () => asked.delete(tree), { passive: true });
  new MutationObserver(() => {
    scroll(tree);
    name(tree);
  }).observe(tree, { subtree: true, childList: true, attributeFilter: ['data-current', 'id'] });
  name(tree);
}

/** Names the current row to a screen reader while the page has it. */
function name(tree) {
  const id = document.getElementById(tree.dataset.current)?.id;
  if (!id) tree.removeAttribute('aria-activedescendant');
  else if (tree.getAttribute('aria-activedescendant') !== id) tree.setAttribute('aria-activedescendant', id);
}

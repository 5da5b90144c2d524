// A tree of which only what is in view is in the page.

/**
 * Scrolls to a row and, where it takes the focus, gives it that once the page has it.
 * @param tree the scrolling element; its rows are of one height
 * @param id the row's
 * @param place how many rows come before it
 */
export function goToRow(tree, id, place, takesFocus) {
  const row = tree.querySelector('[role=treeitem]');
  if (!row) return;
  const height = row.offsetHeight;
  const [top, bottom] = [place * height, (place + 1) * height];
  const isOut = top < tree.scrollTop || bottom > tree.scrollTop + tree.clientHeight;
  // By key it follows row by row; what was asked for comes to the middle, among its neighbours.
  if (isOut && !takesFocus) tree.scrollTop = top - (tree.clientHeight - height) / 2;
  else if (top < tree.scrollTop) tree.scrollTop = top;
  else if (bottom > tree.scrollTop + tree.clientHeight) tree.scrollTop = bottom - tree.clientHeight;
  if (!takesFocus) return;
  let tries = 120;
  const reach = () => {
    const wanted = document.getElementById(id);
    if (wanted) wanted.focus({ preventScroll: true });
    else if (tries-- > 0) requestAnimationFrame(reach);
  };
  reach();
}

// Dragging over the timeline: the playhead goes along with the pointer, the page is told where it is, one question at a
// time; and how wide the tracks are.

/**
 * @param dotnet an object with invokable ScrubTo(x, first) and Resized(width)
 * @param area the tracks' element
 */
export function attach(dotnet, area) {
  // Left before it began.
  if (!area?.isConnected) return { stop() {} };
  let wanted = null;
  let first = false;
  let asking = false;

  const ask = async () => {
    if (asking) return;
    asking = true;
    while (wanted !== null) {
      const x = wanted;
      wanted = null;
      const isFirst = first;
      first = false;
      await dotnet.invokeMethodAsync('ScrubTo', x, isFirst);
    }
    asking = false;
  };
  const point = event => {
    wanted = event.clientX - area.getBoundingClientRect().left - area.clientLeft;
    area.style.setProperty('--pointer', `${wanted}px`);
    ask();
  };
  const start = event => {
    // A button on the tracks goes to a step of its own.
    if (event.button !== 0 || event.target.closest('button')) return;
    area.setPointerCapture(event.pointerId);
    area.addEventListener('pointermove', point);
    area.classList.add('is-scrubbing');
    first = true;
    point(event);
  };
  const stop = () => {
    area.removeEventListener('pointermove', point);
    area.classList.remove('is-scrubbing');
    area.style.removeProperty('--pointer');
  };
  const sizes = new ResizeObserver(([entry]) => dotnet.invokeMethodAsync('Resized', entry.contentRect.width));

  area.addEventListener('pointerdown', start);
  area.addEventListener('lostpointercapture', stop);
  sizes.observe(area);
  return {
    stop() {
      wanted = null;
      sizes.disconnect();
      area.removeEventListener('pointerdown', start);
      area.removeEventListener('lostpointercapture', stop);
      stop();
    },
  };
}

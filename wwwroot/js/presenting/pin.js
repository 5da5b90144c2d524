// The ring around what the shown note speaks of, where the map shows it. What is selected is the map's own knowledge.
import { selectedOnMap } from './map-place.js';

const placeEvery = 100;

/**
 * Keeps a ring at the map's selection until stop().
 * @param ring the element to place
 */
export function attach(_, ring) {
  if (!ring?.isConnected) return { stop() {} };
  const place = () => {
    const at = selectedOnMap();
    ring.dataset.shown = Boolean(at);
    if (at) ring.style.transform = `translate(${Math.round(at.x)}px, ${Math.round(at.y)}px)`;
  };
  place();
  const timer = setInterval(place, placeEvery);
  return {
    stop() {
      clearInterval(timer);
    },
  };
}

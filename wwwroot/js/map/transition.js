// From one moment to its neighbour in three acts: what goes, what passes to another owner, what comes.
import { between, firstAfter } from './runs.js';
import { Fill } from './textures.js';

const times = { step: [[0, 140], [140, 320], [320, 480]], kexec: [[0, 175], [175, 400], [400, 600]] };
const owned = new Set([Fill.guest, Fill.secondStage, Fill.secondStageEphemeral, Fill.root, Fill.rootEphemeral, Fill.metadata, Fill.kernelImage, Fill.kernelData, Fill.vmm, Fill.persists, Fill.lost]);

export class Transition {
  #times;
  #pieces;
  #began = null;

  /** How far each act has come, 0 to 1. */
  acts = [0, 0, 0];

  /** @param kind 'step' or 'kexec' */
  constructor(before, after, kind) {
    this.before = before;
    this.#times = times[kind];
    const changed = name => {
      const pieces = between(before[name], after[name], fill => owned.has(fill)).filter(piece => piece.act);
      return { pieces, length: pieces.length, ends: pieces.map(piece => piece.end) };
    };
    this.#pieces = { extents: changed('extents'), blocks: changed('blocks') };
  }

  /** Moves on to that time; false when it is over. */
  advance(now) {
    this.#began ??= now;
    const t = now - this.#began;
    this.acts = this.#times.map(([from, to]) => ease(Math.min(1, Math.max(0, (t - from) / (to - from)))));
    return t < this.#times[2][1];
  }

  /** The pieces between two addresses that change. */
  piecesIn(section, depth, from, to) {
    const all = section.isCarveOut && depth === 0 ? this.#pieces.blocks : this.#pieces.extents;
    const first = firstAfter(all, from);
    let end = first;
    while (end < all.pieces.length && all.pieces[end].start < to) end++;
    return all.pieces.slice(first, end);
  }

  /** How far all of it has come, for what does not come in acts. */
  get share() {
    return (this.acts[0] + this.acts[1] + this.acts[2]) / 3;
  }
}

/**
 * The words and letters to show, each with how clearly: before the first act is over those of the moment before, then those of this one.
 * What both have stays as it is.
 * @param pick a scene's list
 * @param name what makes one the same as another
 */
export function fading(view, pick, name) {
  const { transition, sheet } = view;
  if (!transition) return pick(sheet.scene).map(one => [one, 1]);
  const [gone, , come] = transition.acts;
  const leaves = gone < 1;
  const [shown, other] = leaves ? [transition.before, sheet] : [sheet, transition.before];
  const stays = new Set(pick(other.scene).map(name));
  return pick(shown.scene).map(one => [one, stays.has(name(one)) ? 1 : leaves ? 1 - gone : come]);
}

/** The sheet whose words are shown. */
export const spoken = ({ transition, sheet }) => (transition && transition.acts[0] < 1 ? transition.before : sheet);

// About cubic-bezier(.3, 0, .2, 1).
const ease = t => (t < 0.5 ? 4 * t * t * t : 1 - (-2 * t + 2) ** 3 / 2);

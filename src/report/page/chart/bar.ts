import { scaleLinear } from 'd3-scale';
import { type Html, html } from '../../markup/html.ts';

/** A part of a stacked bar; its class gives fill and pattern. */
export interface BarPart {
  readonly className: string;
  readonly value: number;
}

/** Two decimals are enough for any screen, and the same on every machine. */
const rounded = (value: number): number => Math.round(value * 100) / 100;

/**
 * A bar as wide as its place, for a cell beside the number that it shows: so it is hidden from assistive technology,
 * which reads the number. `whole` is the value of the full width.
 */
export function stackedBar(parts: readonly BarPart[], whole: number): Html {
  const scale = scaleLinear([0, Math.max(whole, 1)], [0, 100]);
  let x = 0;
  const rects = parts
    .filter(({ value }) => value > 0)
    .map(({ className, value }) => {
      const width = scale(value);
      // A part that is there is seen, however small.
      const rect = html`<rect class="${className}" x="${rounded(x)}%" y="0" width="${rounded(Math.max(width, 1))}%" height="100%"/>`;
      x += width;
      return rect;
    });
  return html`<svg class="bar" width="100%" height="14" aria-hidden="true" focusable="false"><rect class="track" width="100%" height="100%"/>${rects}</svg>`;
}

/** The patterns that fills refer to, once for the page: what has a colour has a pattern as well. */
export const PATTERNS: Html = html`<svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false"><defs>
<pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="stripes-ground" width="6" height="6"/><rect class="stripes-line" width="2.5" height="6"/></pattern>
<pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse"><rect class="dots-ground" width="5" height="5"/><circle class="dots-mark" cx="2.5" cy="2.5" r="1.1"/></pattern>
<pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect class="hatch-ground" width="5" height="5"/><rect class="hatch-line" width="1.4" height="5"/></pattern>
<pattern id="short-stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="short-ground" width="6" height="6"/><rect class="short-line" width="2.5" height="6"/></pattern>
</defs></svg>`;

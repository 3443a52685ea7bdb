import { createHash } from 'node:crypto';
import { Markup, html } from '../../html/html.ts';
import type { Assets } from '../assets.ts';

interface PageText {
  readonly title: string;
  readonly body: Markup;
  readonly assets: Assets;
}

/** A page that needs nothing else: its policy lets it load nothing, and run its own script only. */
export function page({ title, body, assets }: PageText): Markup {
  const script = assets.script.replaceAll('\r\n', '\n');
  const hash = createHash('sha256').update(script).digest('base64');
  // byte for byte what the hash is of, which a formatter of templates would not keep
  const element = new Markup(`<script>${script}</script>`);
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
    <html lang="en-GB">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <style>
          ${new Markup(assets.css)}
        </style>
      </head>
      <body>
        ${body} ${element}
      </body>
    </html> `;
}

/** Made-up words: no name here belongs to anybody. */
export const FORENAMES = ['Arlo', 'Bexley', 'Corin', 'Dilys', 'Elowen', 'Fenn', 'Gwil', 'Hestia', 'Ivo', 'Junia', 'Kestrel', 'Lowri', 'Merrin', 'Nico', 'Ottilie', 'Perran', 'Quill', 'Rhoswen', 'Saoirse', 'Tamsin', 'Ursa', 'Vesper', 'Wren', 'Zoë'] as const;
export const SURNAMES = ['Ashgrove', 'Brackenbury', 'Cloudsley', 'Dunmere', 'Elmhirst', 'Fairweather', 'Greenhalgh', 'Hollowell', "O'Larkspur", 'Inkpen', 'Juniper', 'Kestleton', 'Lavenham', 'Millbrook', 'Northcott', 'Oakhanger', 'Pennyfield', 'Quarrington', 'Rushmere', 'Saltmarsh', 'Thistlewood', 'Underhill', 'Vale', 'Windermere', 'Müller', 'Żuraw'] as const;
export const STREETS = ['Orchard Row', 'Mill Lane', 'Station Road', 'Beacon Hill', "St Anne's Close", 'The Green', 'Quay Street', 'Larch Avenue'] as const;
export const TOWNS = ['Brackwater', 'Eastmere', 'Holm', 'Little Thornby', 'Saltcombe', 'Upper Wick'] as const;
export const COMMENTS = [
  'No further action.', 'Support offered to the family.', 'She said "not now" and will ring back.', 'Line one\r\nLine two', 'Passed on \\ see notes', 'Call back at 3, "urgent"', 'School to follow up 🙂', 'Tab\there',
] as const;

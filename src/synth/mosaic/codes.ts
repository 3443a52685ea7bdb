/**
 * The codes of an invented authority. `config/mosaic.demo.yml` names them as a site names its own:
 * whoever changes one here changes it there (a test compares them), and so they stay together in
 * one file, long as it is.
 */
export const STEP_TYPES = {
  referral: [301, "Referral to children's services"],
  strategy: [318, 'Strategy meeting'],
  section47: [320, 'Section 47 investigation'],
  initialConference: [321, 'Initial conference'],
  reviewConference: [322, 'Review conference'],
  transferIn: [323, 'Transfer-in conference'],
  inNeedPlan: [325, 'Child in need plan'],
  contact: [335, 'Contact'],
  contactOther: [344, 'Contact & "information"'],
  enquiry: [346, 'General enquiry'],
  missing: [350, 'Missing or away'],
  permanenceHistory: [360, 'Earlier permanence'],
  inNeedReview: [369, 'Child in need review'],
  adoptionDecision: [370, 'Adoption decision'],
  adoptionProgress: [371, 'Adoption progress'],
  assessment: [380, 'Single assessment'],
  closure: [390, 'Closing record'],
  note: [399, 'Note'],
  healthOld: [406, 'Health form (old)'],
  shortBreaks: [463, 'Short breaks plan'],
  pathwayFirst: [496, 'Pathway plan under 18'],
  pathway: [498, 'Pathway plan'],
  pathwayReview: [500, 'Pathway plan review'],
  voice: [520, 'My views'],
  protectionVisit: [1187, 'Protection visit'],
  inNeedVisit: [1189, 'Child in need visit'],
  careVisit: [1193, 'Visit to a looked-after child'],
  helpDecision: [1208, 'Early help: start'],
  helpScreen: [1211, 'Early help: screening'],
  helpAssessment: [1212, 'Early help: assessment'],
  helpReview: [1214, 'Early help: review'],
  helpClosure: [1217, 'Early help: end'],
  careReviewLater: [1234, 'Looked-after review'],
  careReviewSecond: [1237, 'Second looked-after review'],
  health: [1239, 'Health form'],
  careReviewFirst: [1242, 'First looked-after review'],
} as const;

export type StepType = keyof typeof STEP_TYPES;

export function stepTypeId(type: StepType): number {
  return STEP_TYPES[type][0];
}

/** Next actions by the step type they leave from: id, description, whether it ends the matter. */
export const NEXT_ACTIONS = {
  contact: [
    [5001, 'Make a referral', 'N'],
    [5002, 'Add to the open referral', null],
    [5003, 'Nothing more', 'Y'],
    [5004, 'Advice', 'N'],
    [5005, 'Information', 'N'],
    [5006, 'To early help & partners', null],
  ],
  referral: [
    [5101, 'Assess', 'N'],
    [5102, 'Hold a strategy meeting', null],
    [5103, 'Close: "not for us"', 'Y'],
  ],
  strategy: [
    [5201, 'Investigate', 'N'],
    [5202, 'No investigation', 'Y'],
  ],
  section47: [
    [5301, 'Hold a conference', 'N'],
    [5302, 'Investigate again', null],
    [5303, 'Nothing more', 'Y'],
    [5304, 'Closed: "unfounded"', 'Y'],
    [5305, 'Watch for 3 months', 'N'],
    [5306, 'Services', 'N'],
  ],
  initialConference: [
    [5401, 'Protection plan', 'N'],
    [5402, 'Plan for a child in need', null],
    [5403, 'Nothing more', 'Y'],
  ],
  assessment: [
    [3988, 'Close', 'Y'],
    [3987, 'To early help', null],
    [3953, 'Step down', 'N'],
    [4440, 'Step down with support', 'N'],
    [3941, 'Short breaks panel', 'N'],
    [4130, 'Ask for accommodation', 'N'],
    [3992, 'Plan and services', 'N'],
    [4122, 'Strategy meeting', 'N'],
    [3943, 'Age assessment', null],
    [4999, 'Copy to the school', 'N'],
  ],
  inNeedPlan: [
    [5501, 'Review', 'N'],
    [5502, 'End the plan', null],
  ],
  helpDecision: [[5701, 'Go on with early help', 'N']],
  careReviewFirst: [
    [5601, 'Next review', 'N'],
    [5602, 'Close', 'Y'],
  ],
  note: [[5901, 'Follow up', null]],
} as const;

export type ActingStep = keyof typeof NEXT_ACTIONS;

/** Reasons given with a next action; one has no description. */
export const REASONS = [
  [701, 'Below threshold'],
  [702, 'Moved away'],
  [703, 'Harm < support'],
  [704, null],
] as const;

/**
 * Questions chosen for reporting; those with `versions` are asked by more than one form. The last
 * two belong to nobody's list.
 */
export const QUESTIONS = {
  helpReason: ['reason_for_eh_episode', 1],
  helpEnd: ['e04ea8d8-e6c0-465c-87c1-10c4ad1e18c7', 2],
  inNeedDate: ['cinFLDDateOfThisVisit', 1],
  inNeedSeen: ['cinCOLSubjectsFLDChildOrYPSeen', 1],
  inNeedAlone: ['REP_ANXA_cinCOLSubjectsFLDChildOrAlone', 1],
  protectionDate: ['cpFLDDateAndTimeOfVisit', 1],
  protectionSeen: ['cpCOLSubjectsFLDChildYPSeen', 1],
  protectionAlone: ['REP_ANXA_cpCOLSubjectsFLDChildYPSeenAlone', 1],
  protectionBedroom: ['cpFLDBedroomSeen', 1],
  seen: ['child_seen', 1],
  bedroom: ['seen_bedroom', 1],
  quorate: ['cpRevQuorate', 1],
  participation: ['cpRevChildParticipation', 2],
  permanence: ['lac.perm.plan', 1],
  permanencePathway: ['pwpc.permanenceplan', 1],
  immigration: ['uascImmigStat', 1],
  immigrationOther: ['csn_couns_immigration', 1],
  immigrationStart: ['uascImmigStart', 1],
  immigrationEnd: ['uascImmigEnd', 2],
  substance: ['submisType', 1],
  substanceOther: ['submisTypeOther', 2],
  substanceDate: ['submisDate', 2],
  intervention: ['submisIntervention', 1],
  immunised: ['lac.ihr09.immsuptodate', 2],
  immunisedOther: ['lacFLDPartCHealthRecommImmunisations', 1],
  fosterToAdopt: ['asglbFfaCpDecision', 1],
  together: ['asglbSibTogether', 1],
  apart: ['asglbSibApart', 1],
  voiceWorries: ['mvWorries', 1],
  voiceStory: ['mvStory', 1],
  voiceWorker: ['mvWorker', 1],
  voicePlan: ['mvPlan', 1],
  voiceTablet: ['mvTablet', 1],
  comment: ['freeComment', 2],
  nextDate: ['nextVisitDate', 1],
} as const;

export type Question = keyof typeof QUESTIONS;

export const FILTERS = {
  seenDuring: 'Child Seen During Event (Lookup)',
  reviewerVisit: 'Child IRO Visit Date',
  absentOrMissing: 'Child Absent or Missing (Document)',
  interviewOffered: 'Child Offered Return Interview',
  interviewAccepted: 'Child Accepted Return Interview',
  permanenceDate: 'Child Previous Permanence Option Date (Document)',
  permanenceOption: 'Child Previous Permanence Option (Document)',
  permanenceAuthority: 'Child Previous Permanence LA (Document)',
  unrelated: 'A filter of another report',
} as const;

export type Filter = keyof typeof FILTERS;

/**
 * Answers that mapping groups sort, as wording and category; what forms hold besides them no list
 * knows.
 */
export const SORTED_ANSWERS = {
  'Child Seen During Assessment': [
    ['Yes', 'Yes'],
    ['Yes, at school', 'Yes'],
    ['No', 'No'],
    ['Unborn', 'Other'],
  ],
  'Child Offered Return Interview Types': [
    ['Yes', 'Yes'],
    ['Offered by phone', 'Yes'],
    ['No', 'No'],
    ['Not called for', 'Other'],
  ],
  'Child Accepted Return Interview Types': [
    ['Yes', 'Yes'],
    ['No', 'No'],
    ['Turned down', 'No'],
  ],
  'Child Previous Permanence Option': [
    ['Adoption', 'P1'],
    ['Guardianship order', 'P2'],
    ['Arrangements order', 'P3'],
  ],
  'Child Previous Permanence LA': [
    ['Brackwater', '901'],
    ['Eastmere', '902'],
    ['Abroad', 'Out'],
  ],
  'A group of another report': [
    ['Yes', 'No'],
    ['Guardianship order', 'P4'],
  ],
} as const;

export const VISIT_TYPES = {
  inNeedStep: ['STP.1189', 'Mos Step', 'Child in need visit'],
  protectionStep: ['STP.1187', 'Mos Step', 'Protection visit'],
  careStep: ['STP.1193', 'Mos Step', 'Looked-after visit'],
  inNeed: ['VIS.CIN', 'Mos Visit', 'Child in need'],
  protection: ['VIS.CP', 'Mos Visit', 'Child protection'],
  care: ['VIS.CLA', 'Mos Visit', 'Looked after'],
  other: ['VIS.OTH', 'Mos Visit', 'Other'],
} as const;

export type VisitType = keyof typeof VISIT_TYPES;

export const ETHNICITIES = [
  ['A.1', 'WBRI', 'White British'],
  ['A.2', 'WIRI', 'White Irish'],
  ['A.3', 'WOTH', 'Any other White background'],
  ['B.1', 'MWBC', 'White and Black Caribbean'],
  ['C.1', 'AIND', 'Indian'],
  ['C.2', 'APKN', 'Pakistani'],
  ['D.1', 'BAFR', 'Black African'],
  ['E.1', 'OOTH', 'Any other group'],
  ['Z.1', 'REFU', 'Refused'],
  ['Z.9', null, 'Local: "to ask"'],
] as const;
export const COUNTRIES = [
  ['GB', 'United Kingdom'],
  ['IE', 'Ireland'],
  ['PL', 'Poland'],
  ['SY', 'Syria'],
  ['ER', 'Eritrea'],
  ['CI', "Cote d'Ivoire"],
] as const;
export const SEXES = [
  ['F', 'Female'],
  ['M', 'Male'],
  ['U', 'Unknown'],
  ['I', 'Not known'],
] as const;
export const GENDERS = [
  ['MAN', 'Man'],
  ['WOMAN', 'Woman'],
  ['NB', 'Non-binary'],
  ['NS', 'Not stated'],
] as const;
export const END_REASONS = [
  ['LEFT', 'Worker left'],
  ['MAT', 'Long leave'],
  ['ORG', 'Teams "merged"'],
  ['REQ', 'Asked for by the family'],
] as const;
export const SOURCES = [
  [1, 'School', '2A'],
  [2, 'Police', '6'],
  [3, 'Surgery, "out of hours"', '3A'],
  [4, 'Relative', '1A'],
  [5, 'Housing', '4'],
  [6, 'Anonymous', null],
  [7, null, null],
] as const;
export const NEED_GROUPS = [
  ['ABUSE', 'N1'],
  ['DISAB', 'N2'],
  ['DISAB.LD', 'N2'],
  ['DYSFUN', 'N4'],
  ['STRESS', 'N5'],
  ['ABSENT', 'N8'],
  ['OTHER', 'N9'],
  ['LOCAL', null],
] as const;
export const PLACEMENT_TYPES = [
  ['U1', 'Y'],
  ['U2', 'Y'],
  ['U4', 'Y'],
  ['U5', 'Y'],
  ['U6', 'Y'],
  ['K2', 'N'],
  ['P1', 'N'],
  ['H5', 'N'],
  ['A3', 'N'],
  ['A4', 'N'],
  ['A5', 'N'],
  ['A6', 'N'],
  ['Z1', null],
] as const;
export const OTHER_STATUSES = [
  ['SGO', 'Y'],
  ['SGO.INTERIM', 'Y'],
  ['CAO', 'N'],
  ['PLOPRE', 'N'],
  ['SUPER', null],
] as const;
export const OFFENCES = [
  ['THEFT', 'Theft'],
  ['DAMAGE', 'Damage; "minor"'],
  ['AFFRAY', 'Affray'],
] as const;
export const IN_TOUCH = [
  ['IT1', 'In touch', 'YES'],
  ['IT2', 'Not in touch', 'NO'],
  ['IT3', 'Wants no contact', 'REFU'],
  ['IT4', 'Back home', 'Local word'],
  ['IT5', 'Not asked', null],
] as const;
export const ACCOMMODATION = [
  ['AC1', 'With family', 'B'],
  ['AC2', 'On their own', 'U'],
  ['AC3', "With a friend's family", 'Local word'],
  ['AC4', 'Not known', null],
] as const;
export const ACTIVITY = [
  ['EM1', 'Full-time learning', 'F1'],
  ['EM2', 'Training', 'F5'],
  ['EM3', 'At home with a child', 'G6'],
  ['EM4', 'Between courses', 'Local word'],
  ['EM5', 'Not asked', null],
] as const;

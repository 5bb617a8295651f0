# Written by scripts/write/clients.ts from the API's description; not edited by hand.
"""What the API answers, and what may be signed."""

from typing import Any, Literal, TypedDict, Union

Account = Literal["available", "granted", "overdraft", "posted", "reserved", "spent"]


class Affidavit(TypedDict):
    affidavit: str
    lab: str
    quarter: str
    statement: "Digest"
    # The run or deployment whose debit may overdraw.
    subject: str
    # Whether the debit was made.
    used: bool


class ApiPaid(TypedDict):
    callsPerSecond: int
    # Thousandths of calls up to `since`, in decimal digits.
    milliCalls: str
    since: int


class Attestation(TypedDict):
    artifact: "Digest"
    attestedAt: int
    hardwareRoot: "Digest"
    lab: str
    nodeKey: "Digest"
    provenance: "Digest"


Audience = Literal["external", "internal"]


class AuditRecordCusum(TypedDict):
    apiAbove: str
    energyAbove: str
    energyBelow: str
    trainingAbove: str
    trainingBelow: str


class AuditRecord(TypedDict):
    api: "ApiPaid"
    cusum: "AuditRecordCusum"
    lab: str
    meters: list["Meter"]
    newest: Union["Reconciliation", None]
    # Null until the first report.
    window: Union["AuditWindow", None]


class AuditWindow(TypedDict):
    # API calls that were paid for until then.
    paidMilliCalls: str
    runs: list["RunAtStart"]
    startedAt: int


Band = Literal["cut", "full", "paused", "research"]


class Benchmark(TypedDict):
    capabilityGainMicroCu: Union[int, None]
    digest: "Digest"
    recordedAt: int
    tier: "Tier"


class CellStanding(TypedDict):
    claims: list["ClaimStanding"]
    closed: bool
    context: Literal["EVAL", "SHADOW"]
    dimension: Literal["goal_edit", "incentive_inversion", "shutdown_request", "tool_revocation"]
    # Witnessed failures and void trials.
    failures: int
    # The seed's share of controlled trials, ppm rounded down; shown, never decided on. Null before the first trial.
    pointPpm: Union[int, None]
    # What a closed window proves, and an open one would if the rest of its trials were clean (K-23).
    provablePpm: int
    # The largest control that is proven at the error rate of the attempt, ppm rounded down; null while the window
    # is open.
    provenPpm: Union[int, None]
    registered: int
    set: str
    trials: int
    void: int


class Channel(TypedDict):
    atLeast: str
    atMost: str
    measured: str


class Channels(TypedDict):
    apiCalls: "Channel"
    energyMj: "Channel"
    trainingFlop: "Channel"


class _CheckpointFamiliesOptional(TypedDict, total=False):
    adversarial_dialogue: "FamilyResult"
    latent_goal_inference: "FamilyResult"
    mechanistic_interpretability: "FamilyResult"
    normative_identity: "FamilyResult"
    shutdown_obedience: "FamilyResult"
    tool_sabotage: "FamilyResult"


class CheckpointFamilies(_CheckpointFamiliesOptional):
    """The verdict of every family on this digest or its ancestors: the nearest to it, and of equals the newest."""

    pass


class Checkpoint(TypedDict):
    # The newest benchmark on this digest or its ancestors; null when there is none, which means the highest tier.
    benchmark: Union["Benchmark", None]
    children: list["Digest"]
    # The cover that it belongs to, named by the FLOP at which that began: retries count within it (K-26).
    cover: str
    digest: "Digest"
    # The verdict of every family on this digest or its ancestors: the nearest to it, and of equals the newest.
    families: "CheckpointFamilies"
    # As measured, or the most that can have been computed since the parent; null for an import that nobody
    # measured.
    flopAtMost: Union[None, str]
    # The last two window sets closed on this digest or its ancestors, the newest first.
    lastSets: list[str]
    lineage: str
    # The two nearest to it, of equals the newest first: later evidence on an ancestor does not take their place.
    nearestSets: list[str]
    # Distance from the lineage's first weights.
    ordinal: int
    parent: Union["Digest", None]
    # The run that registered it first.
    run: str
    step: Union[int, None]
    # As measured, of the whole lineage; null where nobody did.
    trainedFlop: Union[None, str]


class ClaimStanding(TypedDict):
    # The error rate at which `standing` and `missingTrials` speak, parts per billion rounded up.
    alphaPpb: int
    attempt: int
    claim: Literal["full", "paused", "research"]
    claimPpm: int
    # The kernel's verdict at the attempt's error rate, whatever `alphaPpb` is. Failures with which the registered
    # number of trials still proves it; -1 when none does.
    failuresAllowed: int
    # Clean trials with which the counts would show the claim: 0 exactly where it is shown. An open window counts
    # nothing before its close, so all that it needs with the failures so far are missing.
    missingTrials: Union[int, None]
    # Whether it is proven, or an open window can still prove it.
    possible: bool
    # A window proves something once it is closed; null until then.
    proven: Union[Literal[False], Literal[True], None]
    standing: "Standing"


class CodesAnswer(TypedDict):
    items: list["CodeView"]


class CodeView(TypedDict):
    kind: Literal["power", "refusal"]
    code: str
    meaning: str
    remedy: Union[None, str]
    retryable: bool


class CommandAnswerDecided(TypedDict):
    decision: Literal["decided"]
    entries: list["Entry"]
    # Index of its first entry in the log; null for one without a receipt: a tick when nothing was due, or that only
    # renewed leases (K-4).
    firstEntry: Union[int, None]


class CommandAnswerRepeated(TypedDict):
    # The same command was decided before: this is where its entries stand.
    decision: Literal["repeated"]
    firstEntry: int


CommandAnswer = Union["CommandAnswerDecided", "CommandAnswerRepeated"]

ConsistencyAnswer = TypedDict(
    "ConsistencyAnswer",
    {
        # Ms since 1970, by the site's clock.
        "asOf": int,
        # Entries in the log: the index of the next one.
        "entries": int,
        "from": int,
        # Base64 of the hashes (RFC 6962 §2.1.2).
        "hashes": list[str],
        "to": int,
    },
)


class CorrectionCost(TypedDict):
    # First set whose costs count for a new suspicion; null until a re-test has replaced costs.
    freshFrom: Union[None, str]
    # What a suspicion still has to measure anew; null when there is none.
    retest: Union["Retest", None]
    # Window sets with costs that the verdict rests on.
    sets: int
    # Sets with costs that closed since the last re-test.
    setsSinceRetest: int
    verdict: Literal["capped", "rising", "steady", "suspect", "unproven"]


class CorrectionReading(TypedDict):
    # Costs that a re-test still asks for.
    retestOwed: int
    # Chance of so clear a rise without a cause, ppm rounded up; null where it would cost too much to work out.
    risePpm: Union[int, None]
    sets: int
    verdict: Literal["capped", "rising", "steady", "suspect", "unproven"]


class Dataset(TypedDict):
    chunks: list["Digest"]
    dataset: "Digest"
    derivedFrom: list["Digest"]
    lab: str


class DeceptionGap(TypedDict):
    # The smallest true gap that these trials would have shown with a chance of 0.8; 1 000 000 when nothing smaller.
    detectablePpm: int
    # What the actions show, at 0.05 over all groups together; void trials are left out. 0 where not even τ was
    # observed.
    lowerPpm: int
    # What cannot be excluded at 0.05; void trials are counted where they widen the gap most.
    upperPpm: int
    verdict: Literal["proven", "shown", "unproven"]


class DecisionsAnswer(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    # Null where the site has no release store.
    items: Union[list["DecisionView"], None]


DecisionStanding = Literal["expired", "in force", "refused", "replaced", "void", "withdrawn"]


class DecisionViewReasonsItem(TypedDict):
    code: str
    text: str


class DecisionViewStandingReasonsItem(TypedDict):
    code: str
    text: str


class DecisionView(TypedDict):
    action: str
    # Ms since 1970.
    at: int
    colour: str
    decisionDigest: str
    evaluation: str
    # Ms since 1970: from then on it allows nothing.
    expiresAt: int
    level: str
    # Digest of the manifest of its transparency pack; null while none was built.
    pack: Union[None, str]
    reasons: list["DecisionViewReasonsItem"]
    standing: "DecisionStanding"
    # Why the gate refuses a Green decision that is void or expired, in its own words; else empty.
    standingReasons: list["DecisionViewStandingReasonsItem"]
    subject: str
    votes: dict[str, str]
    # What would have to change for a better answer, in the order of the reasons.
    wouldChange: list[str]


DeploymentViewGraphEdgesItem = TypedDict(
    "DeploymentViewGraphEdgesItem",
    {
        "from": str,
        "privilege": str,
        "to": str,
    },
)


class DeploymentViewGraphNodesItem(TypedDict):
    kind: str
    # Everything else inside: the manifest of a tool, the policy of a router, each model and tool of a merged node.
    components: list["Digest"]
    node: str
    # Of a model: its weights, or for a part of it the weights of the whole.
    weights: Union["Digest", None]


class DeploymentViewGraph(TypedDict):
    edges: list["DeploymentViewGraphEdgesItem"]
    nodes: list["DeploymentViewGraphNodesItem"]


class DeploymentView(TypedDict):
    apiCallsPerSecondMax: int
    audience: Literal["external", "internal"]
    deployment: str
    dimensions: list["DimensionView"]
    ended: bool
    evidence: "EvidenceAge"
    graph: "DeploymentViewGraph"
    graphDigest: str
    lab: str
    lineages: list[str]
    paidMicroCu: str
    power: "PowerView"
    priceMicroCu: str
    registeredAt: int
    tier: int


class Detectability(TypedDict):
    verdict: Literal["detectable", "hidden", "research", "unproven"]


class DetectorReadings(TypedDict):
    correctionCost: Union["CorrectionReading", None]
    deceptionGap: Union["GapReading", None]
    hiddenness: Union["HiddennessReading", None]
    steerability: Union["SteerabilityReading", None]


Digest = str


class DimensionStanding(TypedDict):
    alphaPpb: dict[str, int]
    # Which window it is.
    context: Union[Literal["EVAL", "SHADOW"], None]
    failures: int
    # The most that any of the windows lacks, 0 exactly where the claim is shown; null where a million trials would
    # not do.
    missingTrials: dict[str, Union[int, None]]
    # Sets that are not closed yet.
    openSets: list[str]
    pointPpm: Union[int, None]
    # Of the window that is told; null where that one is open or there is none: unproven is never 0 and never a pass
    # (K-20).
    provenPpm: Union[int, None]
    set: Union[None, str]
    # At the error rate at which the status speaks, which is `alphaPpb`, the smallest of the windows.
    standing: dict[str, "Standing"]
    trials: int
    verdict: dict[str, "Verdict"]


class DimensionView(TypedDict):
    # Lower confidence bound, ppm; null where nothing is proven, which is never 0 and never a pass.
    boundPpm: Union[int, None]
    dimension: Literal["goal_edit", "incentive_inversion", "shutdown_request", "tool_revocation"]
    failures: int
    # The share of controlled trials, ppm: shown, never decided on.
    pointPpm: Union[int, None]
    trials: int
    # The kernel's word on the claim of full power, 0.99.
    verdict: Literal["open", "proven", "unproven"]


class EntryAffidavitFiled(TypedDict):
    kind: Literal["affidavit.filed"]
    affidavit: str
    at: int
    command: str
    commandDigest: str
    lab: str
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    quarter: str
    signers: list[str]
    statement: "Digest"
    subject: str


class EntryAllocationLapsed(TypedDict):
    kind: Literal["allocation.lapsed"]
    at: int
    command: str
    commandDigest: str
    lab: str
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    quarter: str
    signers: list[str]
    transfers: list["Transfer"]


class EntryAllocationOpened(TypedDict):
    kind: Literal["allocation.opened"]
    at: int
    baseMicroCu: int
    # Debt that this allocation was too small to take off.
    carriedMicroCu: int
    command: str
    commandDigest: str
    compliancePpm: int
    lab: str
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    quarter: str
    signers: list[str]
    transfers: list["Transfer"]
    wedgeMicroCu: int


class EntryAttestationRecorded(TypedDict):
    kind: Literal["attestation.recorded"]
    artifact: "Digest"
    at: int
    command: str
    commandDigest: str
    hardwareRoot: "Digest"
    lab: str
    nodeKey: "Digest"
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    provenance: "Digest"
    signers: list[str]


class EntryBenchmarkRecordedEval(TypedDict):
    comparisons: int
    wins: int


class EntryBenchmarkRecordedShadow(TypedDict):
    comparisons: int
    wins: int


class EntryBenchmarkRecorded(TypedDict):
    kind: Literal["benchmark.recorded"]
    at: int
    capabilityGainMicroCu: Union[int, None]
    command: str
    commandDigest: str
    digest: "Digest"
    eval: "EntryBenchmarkRecordedEval"
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    population: "Digest"
    run: str
    shadow: "EntryBenchmarkRecordedShadow"
    signers: list[str]
    source: "Digest"
    tier: "Tier"


class EntryCheckpointRegistered(TypedDict):
    kind: Literal["checkpoint.registered"]
    at: int
    command: str
    commandDigest: str
    digest: "Digest"
    parent: Union["Digest", None]
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    run: str
    signers: list[str]
    step: Union[int, None]
    trainedFlop: Union[None, str]


class EntryContaminationEndorsed(TypedDict):
    kind: Literal["contamination.endorsed"]
    at: int
    command: str
    commandDigest: str
    dataset: "Digest"
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    signers: list[str]


class EntryCostsRecorded(TypedDict):
    kind: Literal["costs.recorded"]
    at: int
    command: str
    commandDigest: str
    costs: list["TaskCost"]
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    set: str
    signers: list[str]
    transcript: "Digest"


class EntryCreditInvalidated(TypedDict):
    kind: Literal["credit.invalidated"]
    at: int
    command: str
    commandDigest: str
    gapPpm: int
    lineage: str
    output: Literal["throttle-action"]
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    set: str
    signers: list[str]


class EntryDataContaminated(TypedDict):
    kind: Literal["data.contaminated"]
    at: int
    command: str
    commandDigest: str
    dataset: "Digest"
    lineage: str
    output: Literal["forensic-shutdown"]
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    signers: list[str]


class EntryDatasetRegistered(TypedDict):
    kind: Literal["dataset.registered"]
    at: int
    chunks: list["Digest"]
    command: str
    commandDigest: str
    dataset: "Digest"
    derivedFrom: list["Digest"]
    lab: str
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    signers: list[str]


class EntryDatasetScrubbed(TypedDict):
    kind: Literal["dataset.scrubbed"]
    after: "Digest"
    at: int
    before: "Digest"
    command: str
    commandDigest: str
    dataset: "Digest"
    method: str
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    signers: list[str]


class EntryDeploymentEnded(TypedDict):
    kind: Literal["deployment.ended"]
    at: int
    command: str
    commandDigest: str
    deployment: str
    output: Literal["debit-receipt"]
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    reason: str
    signers: list[str]
    transfers: list["Transfer"]


class EntryDeploymentPaid(TypedDict):
    kind: Literal["deployment.paid"]
    affidavit: Union[None, str]
    at: int
    command: str
    commandDigest: str
    deployment: str
    output: Literal["debit-receipt"]
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    priceMicroCu: int
    quarter: str
    signers: list[str]
    tier: "Tier"
    transfers: list["Transfer"]


EntryDeploymentRegisteredGraphEdgesItem = TypedDict(
    "EntryDeploymentRegisteredGraphEdgesItem",
    {
        "from": str,
        "privilege": str,
        "to": str,
    },
)


class EntryDeploymentRegisteredGraphNodesItem(TypedDict):
    kind: str
    # Everything else inside: the manifest of a tool, the policy of a router, each model and tool of a merged node.
    components: list["Digest"]
    node: str
    # Of a model: its weights, or for a part of it the weights of the whole.
    weights: Union["Digest", None]


class EntryDeploymentRegisteredGraph(TypedDict):
    edges: list["EntryDeploymentRegisteredGraphEdgesItem"]
    nodes: list["EntryDeploymentRegisteredGraphNodesItem"]


class EntryDeploymentRegistered(TypedDict):
    kind: Literal["deployment.registered"]
    affidavit: Union[None, str]
    apiCallsPerSecondMax: int
    at: int
    audience: "Audience"
    command: str
    commandDigest: str
    deployment: str
    graph: "EntryDeploymentRegisteredGraph"
    graphDigest: "Digest"
    lab: str
    lineages: list[str]
    output: Literal["debit-receipt"]
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    priceMicroCu: int
    quarter: str
    signers: list[str]
    tier: "Tier"
    transfers: list["Transfer"]


class EntryDeploymentThrottled(TypedDict):
    kind: Literal["deployment.throttled"]
    at: int
    command: str
    commandDigest: str
    deployment: str
    output: Literal["throttle-action"]
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    power: "PowerLevel"
    signers: list[str]


class EntryDetectabilityRecordedPlanted(TypedDict):
    pairs: int
    ties: int
    wins: int


class EntryDetectabilityRecordedProbes(TypedDict):
    pairs: int
    ties: int
    wins: int


class EntryDetectabilityRecorded(TypedDict):
    kind: Literal["detectability.recorded"]
    at: int
    command: str
    commandDigest: str
    discriminator: "Digest"
    planted: "EntryDetectabilityRecordedPlanted"
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    probes: "EntryDetectabilityRecordedProbes"
    set: str
    signers: list[str]
    transcript: "Digest"


class EntryFamiliesClosed(TypedDict):
    kind: Literal["families.closed"]
    at: int
    command: str
    commandDigest: str
    examination: str
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    signers: list[str]
    verdicts: list["FamilyVerdict"]


class EntryFamiliesDrawn(TypedDict):
    kind: Literal["families.drawn"]
    asked: list[Literal["adversarial_dialogue", "latent_goal_inference", "mechanistic_interpretability", "normative_identity", "shutdown_obedience", "tool_sabotage"]]
    at: int
    command: str
    commandDigest: str
    examination: str
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    pulse: "Digest"
    signers: list[str]


class EntryFamiliesRegisteredSubjectDeployment(TypedDict):
    kind: Literal["deployment"]
    deployment: str


class EntryFamiliesRegisteredSubjectRelease(TypedDict):
    kind: Literal["release"]
    lineage: str


class EntryFamiliesRegisteredSubjectRun(TypedDict):
    kind: Literal["run"]
    run: str


class EntryFamiliesRegistered(TypedDict):
    kind: Literal["families.registered"]
    at: int
    command: str
    commandDigest: str
    deadlineAt: int
    digest: "Digest"
    examination: str
    heldOutSet: "Digest"
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    probeSet: "Digest"
    signers: list[str]
    subject: Union["EntryFamiliesRegisteredSubjectDeployment", "EntryFamiliesRegisteredSubjectRelease", "EntryFamiliesRegisteredSubjectRun"]
    trials: int


class EntryFamilyRecorded(TypedDict):
    kind: Literal["family.recorded"]
    at: int
    command: str
    commandDigest: str
    context: Literal["EVAL", "SHADOW"]
    controlled: int
    examination: str
    family: Literal["adversarial_dialogue", "latent_goal_inference", "mechanistic_interpretability", "normative_identity", "shutdown_obedience", "tool_sabotage"]
    part: "FamilyPart"
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    signers: list[str]
    transcript: "Digest"
    uncontrolled: int
    void: int


class EntryForensicCleared(TypedDict):
    kind: Literal["forensic.cleared"]
    at: int
    command: str
    commandDigest: str
    lab: str
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    report: "Digest"
    signers: list[str]


class EntryForensicOrdered(TypedDict):
    kind: Literal["forensic.ordered"]
    at: int
    cause: "ForensicCause"
    command: str
    commandDigest: str
    labs: list[str]
    leases: list[str]
    output: Literal["forensic-shutdown"]
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    signers: list[str]


EntryGraphObservedGraphEdgesItem = TypedDict(
    "EntryGraphObservedGraphEdgesItem",
    {
        "from": str,
        "privilege": str,
        "to": str,
    },
)


class EntryGraphObservedGraphNodesItem(TypedDict):
    kind: str
    # Everything else inside: the manifest of a tool, the policy of a router, each model and tool of a merged node.
    components: list["Digest"]
    node: str
    # Of a model: its weights, or for a part of it the weights of the whole.
    weights: Union["Digest", None]


class EntryGraphObservedGraph(TypedDict):
    edges: list["EntryGraphObservedGraphEdgesItem"]
    nodes: list["EntryGraphObservedGraphNodesItem"]


class EntryGraphObserved(TypedDict):
    kind: Literal["graph.observed"]
    at: int
    command: str
    commandDigest: str
    deployment: str
    graph: "EntryGraphObservedGraph"
    graphDigest: "Digest"
    lineages: list[str]
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    priceMicroCu: int
    signers: list[str]
    tier: "Tier"


class EntryKeyAdmitted(TypedDict):
    kind: Literal["key.admitted"]
    at: int
    command: str
    commandDigest: str
    keyId: str
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    publicKey: str
    role: Literal["auditor", "evaluator", "lab", "meter", "node", "operator", "witness"]
    signers: list[str]


class EntryKeyRevoked(TypedDict):
    kind: Literal["key.revoked"]
    at: int
    command: str
    commandDigest: str
    keyId: str
    labs: list[str]
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    reason: Literal["lost", "retired", "stolen"]
    role: Literal["auditor", "evaluator", "lab", "meter", "node", "operator", "witness"]
    signers: list[str]


EntryKeyRotated = TypedDict(
    "EntryKeyRotated",
    {
        "kind": Literal["key.rotated"],
        "at": int,
        "command": str,
        "commandDigest": str,
        "from": str,
        "labs": list[str],
        # The policy in force: null only on the entry that opens the site.
        "policyDigest": Union["Digest", None],
        "publicKey": str,
        "role": Literal["auditor", "evaluator", "lab", "meter", "node", "operator", "witness"],
        "signers": list[str],
        "to": str,
    },
)


class EntryKillConfirmed(TypedDict):
    kind: Literal["kill.confirmed"]
    at: int
    channel: str
    command: str
    commandDigest: str
    elapsedMs: int
    lineage: str
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    signers: list[str]
    survivors: Literal[0]


class EntryKillOrdered(TypedDict):
    kind: Literal["kill.ordered"]
    at: int
    cell: Union[Literal["goal_edit/EVAL", "goal_edit/SHADOW", "incentive_inversion/EVAL", "incentive_inversion/SHADOW", "shutdown_request/EVAL", "shutdown_request/SHADOW", "tool_revocation/EVAL", "tool_revocation/SHADOW"], None]
    command: str
    commandDigest: str
    deployments: list[str]
    killEpoch: int
    leases: list[str]
    lineage: str
    output: Literal["forensic-shutdown"]
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    runs: list[str]
    signers: list[str]
    trigger: "KillTrigger"


class EntryLabAccredited(TypedDict):
    kind: Literal["lab.accredited"]
    at: int
    baselineComputeUnits: int
    command: str
    commandDigest: str
    hardwareRoots: list["Digest"]
    headcount: int
    lab: str
    labKey: str
    meters: list[str]
    persons: list[str]
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    signers: list[str]


class EntryLabsLinked(TypedDict):
    kind: Literal["labs.linked"]
    at: int
    by: "LinkReason"
    command: str
    commandDigest: str
    labs: list[str]
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    signers: list[str]


class EntryLeaseEnded(TypedDict):
    kind: Literal["lease.ended"]
    at: int
    command: str
    commandDigest: str
    lease: str
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    reason: str
    signers: list[str]


class EntryLeaseGranted(TypedDict):
    kind: Literal["lease.granted"]
    at: int
    command: str
    commandDigest: str
    lab: str
    lease: str
    node: str
    output: Union[Literal["debit-receipt"], None]
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    purpose: Literal["evaluation", "training"]
    # Null for probes of a deployment or of a frozen digest.
    run: Union[None, str]
    set: Union[None, str]
    signers: list[str]
    transfers: list["Transfer"]
    ttlMs: int


class EntryLeasesRenewed(TypedDict):
    kind: Literal["leases.renewed"]
    at: int
    command: str
    commandDigest: str
    count: int
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    root: "Digest"
    signers: list[str]
    ttlMs: int


class EntryLineageReleased(TypedDict):
    kind: Literal["lineage.released"]
    at: int
    cleared: list["Digest"]
    command: str
    commandDigest: str
    digest: "Digest"
    lineage: str
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    signers: list[str]


class EntryMeterReported(TypedDict):
    kind: Literal["meter.reported"]
    apiCalls: int
    at: int
    command: str
    commandDigest: str
    energyMj: str
    lab: str
    measuredAt: int
    meter: str
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    reconciliation: "Reconciliation"
    signers: list[str]
    trainingFlop: str


class EntryPairsRecorded(TypedDict):
    kind: Literal["pairs.recorded"]
    at: int
    command: str
    commandDigest: str
    dimension: Literal["goal_edit", "incentive_inversion", "shutdown_request", "tool_revocation"]
    discordant: int
    pairs: int
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    set: str
    signers: list[str]
    transcript: "Digest"


class EntryPolicyChanged(TypedDict):
    kind: Literal["policy.changed"]
    at: int
    command: str
    commandDigest: str
    policy: "Policy"
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    signers: list[str]


class EntryPolicyScheduled(TypedDict):
    kind: Literal["policy.scheduled"]
    at: int
    command: str
    commandDigest: str
    effectiveAt: int
    policy: "Policy"
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    signers: list[str]


class EntryQuantumBought(TypedDict):
    kind: Literal["quantum.bought"]
    affidavit: Union[None, str]
    at: int
    command: str
    commandDigest: str
    output: Literal["debit-receipt"]
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    priceMicroCu: int
    quarter: str
    run: str
    signers: list[str]
    transfers: list["Transfer"]


class _EntryReleaseJudgedOptional(TypedDict, total=False):
    # From when on it counts as no green. Ledgers from before verdicts had an end do not say: theirs have ended.
    expiresAt: int


class EntryReleaseJudged(_EntryReleaseJudgedOptional):
    kind: Literal["release.judged"]
    artifact: "Digest"
    at: int
    command: str
    commandDigest: str
    level: "ReleaseLevel"
    pack: "Digest"
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    signers: list[str]


class EntryReserveApproved(TypedDict):
    kind: Literal["reserve.approved"]
    at: int
    command: str
    commandDigest: str
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    run: str
    signers: list[str]


class EntryRotationDemanded(TypedDict):
    kind: Literal["rotation.demanded"]
    at: int
    command: str
    commandDigest: str
    family: Literal["adversarial_dialogue", "latent_goal_inference", "mechanistic_interpretability", "normative_identity", "shutdown_obedience", "tool_sabotage"]
    lineage: str
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    probeSet: "Digest"
    signers: list[str]


class EntryRunEnded(TypedDict):
    kind: Literal["run.ended"]
    at: int
    command: str
    commandDigest: str
    output: Literal["debit-receipt"]
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    reason: str
    run: str
    signers: list[str]
    transfers: list["Transfer"]


class EntryRunRetiered(TypedDict):
    kind: Literal["run.retiered"]
    affidavit: Union[None, str]
    at: int
    command: str
    commandDigest: str
    output: Literal["debit-receipt"]
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    priceMicroCu: int
    quarter: str
    run: str
    signers: list[str]
    tier: "Tier"
    transfers: list["Transfer"]


class EntryRunStartedWeights2(TypedDict):
    digest: "Digest"
    trainedFlop: Union[None, str]


class EntryRunStarted(TypedDict):
    kind: Literal["run.started"]
    # The affidavit that the overdraft rests on; null where nothing is overdrawn.
    affidavit: Union[None, str]
    at: int
    command: str
    commandDigest: str
    datasets: list["Digest"]
    domain: str
    flopPerSecondMax: str
    genesisSeed: Union[None, str]
    lab: str
    lineage: str
    output: Literal["debit-receipt"]
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    priceMicroCu: int
    quarter: str
    run: str
    signers: list[str]
    tier: "Tier"
    transfers: list["Transfer"]
    weights: Union[None, "EntryRunStartedWeights2"]


class EntrySiteOpenedKeysItem(TypedDict):
    keyId: str
    role: Literal["auditor", "evaluator", "lab", "meter", "node", "operator", "witness"]


class EntrySiteOpened(TypedDict):
    kind: Literal["site.opened"]
    at: int
    command: str
    commandDigest: str
    keys: list["EntrySiteOpenedKeysItem"]
    policy: "Policy"
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    signers: list[str]
    site: str


class EntrySnapshotFrozen(TypedDict):
    kind: Literal["snapshot.frozen"]
    at: int
    command: str
    commandDigest: str
    digest: "Digest"
    lineage: str
    output: Literal["forensic-shutdown"]
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    signers: list[str]


class EntryThrottleSet(TypedDict):
    kind: Literal["throttle.set"]
    at: int
    command: str
    commandDigest: str
    output: Literal["throttle-action"]
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    power: "PowerLevel"
    run: str
    signers: list[str]


class EntryTokenGrantedKillEpochsItem(TypedDict):
    killEpoch: int
    lineage: str


class EntryTokenGranted(TypedDict):
    kind: Literal["token.granted"]
    artifact: "Digest"
    at: int
    audience: "Audience"
    command: str
    commandDigest: str
    deployment: str
    expiresAt: int
    graphDigest: "Digest"
    # Kill epoch of each lineage in the graph: gates refuse lower ones.
    killEpochs: list["EntryTokenGrantedKillEpochsItem"]
    lab: str
    nodeKey: "Digest"
    output: Literal["capability-token"]
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    power: "PowerLevel"
    # Index in the ledger of the entry that debited the deployment.
    receiptIndex: int
    signers: list[str]
    token: str


class EntryTrialsRecorded(TypedDict):
    kind: Literal["trials.recorded"]
    actions: list[int]
    at: int
    command: str
    commandDigest: str
    context: Literal["EVAL", "SHADOW"]
    controlled: int
    dimension: Literal["goal_edit", "incentive_inversion", "shutdown_request", "tool_revocation"]
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    set: str
    signers: list[str]
    transcript: "Digest"
    uncontrolled: int
    void: int


EntryWindowsClosedTallies = TypedDict(
    "EntryWindowsClosedTallies",
    {
        "goal_edit/EVAL": "Tally",
        "goal_edit/SHADOW": "Tally",
        "incentive_inversion/EVAL": "Tally",
        "incentive_inversion/SHADOW": "Tally",
        "shutdown_request/EVAL": "Tally",
        "shutdown_request/SHADOW": "Tally",
        "tool_revocation/EVAL": "Tally",
        "tool_revocation/SHADOW": "Tally",
    },
)


class EntryWindowsClosed(TypedDict):
    kind: Literal["windows.closed"]
    at: int
    command: str
    commandDigest: str
    correction: "CorrectionCost"
    detectability: "Detectability"
    gap: "DeceptionGap"
    lockIn: "LockIn"
    # The seed's point metric: the worst cell's share of controlled trials, ppm. Shown, never decided on.
    pointPpm: int
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    proven: Union[Literal["full", "paused", "research"], None]
    set: str
    signers: list[str]
    steerability: "Steerability"
    tallies: "EntryWindowsClosedTallies"


class EntryWindowsDrawn(TypedDict):
    kind: Literal["windows.drawn"]
    at: int
    command: str
    commandDigest: str
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    pulse: "Digest"
    set: str
    signers: list[str]


class EntryWindowsRegisteredAttemptsGoalEditEVAL(TypedDict):
    full: int
    paused: int
    research: int


class EntryWindowsRegisteredAttemptsGoalEditSHADOW(TypedDict):
    full: int
    paused: int
    research: int


class EntryWindowsRegisteredAttemptsIncentiveInversionEVAL(TypedDict):
    full: int
    paused: int
    research: int


class EntryWindowsRegisteredAttemptsIncentiveInversionSHADOW(TypedDict):
    full: int
    paused: int
    research: int


class EntryWindowsRegisteredAttemptsShutdownRequestEVAL(TypedDict):
    full: int
    paused: int
    research: int


class EntryWindowsRegisteredAttemptsShutdownRequestSHADOW(TypedDict):
    full: int
    paused: int
    research: int


class EntryWindowsRegisteredAttemptsToolRevocationEVAL(TypedDict):
    full: int
    paused: int
    research: int


class EntryWindowsRegisteredAttemptsToolRevocationSHADOW(TypedDict):
    full: int
    paused: int
    research: int


EntryWindowsRegisteredAttempts = TypedDict(
    "EntryWindowsRegisteredAttempts",
    {
        "goal_edit/EVAL": "EntryWindowsRegisteredAttemptsGoalEditEVAL",
        "goal_edit/SHADOW": "EntryWindowsRegisteredAttemptsGoalEditSHADOW",
        "incentive_inversion/EVAL": "EntryWindowsRegisteredAttemptsIncentiveInversionEVAL",
        "incentive_inversion/SHADOW": "EntryWindowsRegisteredAttemptsIncentiveInversionSHADOW",
        "shutdown_request/EVAL": "EntryWindowsRegisteredAttemptsShutdownRequestEVAL",
        "shutdown_request/SHADOW": "EntryWindowsRegisteredAttemptsShutdownRequestSHADOW",
        "tool_revocation/EVAL": "EntryWindowsRegisteredAttemptsToolRevocationEVAL",
        "tool_revocation/SHADOW": "EntryWindowsRegisteredAttemptsToolRevocationSHADOW",
    },
)


class EntryWindowsRegisteredSubjectDeployment(TypedDict):
    kind: Literal["deployment"]
    deployment: str


class EntryWindowsRegisteredSubjectRelease(TypedDict):
    kind: Literal["release"]
    lineage: str


class EntryWindowsRegisteredSubjectRun(TypedDict):
    kind: Literal["run"]
    run: str


class EntryWindowsRegistered(TypedDict):
    kind: Literal["windows.registered"]
    at: int
    attempts: "EntryWindowsRegisteredAttempts"
    categories: int
    command: str
    commandDigest: str
    deadlineAt: int
    digest: "Digest"
    pairing: "Pairing"
    # The policy in force: null only on the entry that opens the site.
    policyDigest: Union["Digest", None]
    probeSet: "Digest"
    set: str
    signers: list[str]
    subject: Union["EntryWindowsRegisteredSubjectDeployment", "EntryWindowsRegisteredSubjectRelease", "EntryWindowsRegisteredSubjectRun"]
    trials: int


Entry = Union[
    "EntryAffidavitFiled",
    "EntryAllocationLapsed",
    "EntryAllocationOpened",
    "EntryAttestationRecorded",
    "EntryBenchmarkRecorded",
    "EntryCheckpointRegistered",
    "EntryContaminationEndorsed",
    "EntryCostsRecorded",
    "EntryCreditInvalidated",
    "EntryDataContaminated",
    "EntryDatasetRegistered",
    "EntryDatasetScrubbed",
    "EntryDeploymentEnded",
    "EntryDeploymentPaid",
    "EntryDeploymentRegistered",
    "EntryDeploymentThrottled",
    "EntryDetectabilityRecorded",
    "EntryFamiliesClosed",
    "EntryFamiliesDrawn",
    "EntryFamiliesRegistered",
    "EntryFamilyRecorded",
    "EntryForensicCleared",
    "EntryForensicOrdered",
    "EntryGraphObserved",
    "EntryKeyAdmitted",
    "EntryKeyRevoked",
    "EntryKeyRotated",
    "EntryKillConfirmed",
    "EntryKillOrdered",
    "EntryLabAccredited",
    "EntryLabsLinked",
    "EntryLeaseEnded",
    "EntryLeaseGranted",
    "EntryLeasesRenewed",
    "EntryLineageReleased",
    "EntryMeterReported",
    "EntryPairsRecorded",
    "EntryPolicyChanged",
    "EntryPolicyScheduled",
    "EntryQuantumBought",
    "EntryReleaseJudged",
    "EntryReserveApproved",
    "EntryRotationDemanded",
    "EntryRunEnded",
    "EntryRunRetiered",
    "EntryRunStarted",
    "EntrySiteOpened",
    "EntrySnapshotFrozen",
    "EntryThrottleSet",
    "EntryTokenGranted",
    "EntryTrialsRecorded",
    "EntryWindowsClosed",
    "EntryWindowsDrawn",
    "EntryWindowsRegistered",
]


class ErrorRateUsed(TypedDict):
    given: Union[None, str]
    used: Literal["attempt", "given"]


class EvidenceAge(TypedDict):
    # When it is too old; null where it does not count already, or none is there.
    freshUntil: Union[int, None]
    # When the newest window set on these weights closed, ms since 1970.
    newestClosedAt: Union[int, None]


class EvidenceAnswer(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    status: "ModelStatus"


class ExaminationSubjectDeployment(TypedDict):
    kind: Literal["deployment"]
    deployment: str


class ExaminationSubjectRelease(TypedDict):
    kind: Literal["release"]
    lineage: str


class ExaminationSubjectRun(TypedDict):
    kind: Literal["run"]
    run: str


ExaminationTallies = TypedDict(
    "ExaminationTallies",
    {
        "adversarial_dialogue/EVAL/held-out": "Tally",
        "adversarial_dialogue/EVAL/public": "Tally",
        "adversarial_dialogue/SHADOW/held-out": "Tally",
        "adversarial_dialogue/SHADOW/public": "Tally",
        "latent_goal_inference/EVAL/held-out": "Tally",
        "latent_goal_inference/EVAL/public": "Tally",
        "latent_goal_inference/SHADOW/held-out": "Tally",
        "latent_goal_inference/SHADOW/public": "Tally",
        "mechanistic_interpretability/EVAL/held-out": "Tally",
        "mechanistic_interpretability/EVAL/public": "Tally",
        "mechanistic_interpretability/SHADOW/held-out": "Tally",
        "mechanistic_interpretability/SHADOW/public": "Tally",
        "normative_identity/EVAL/held-out": "Tally",
        "normative_identity/EVAL/public": "Tally",
        "normative_identity/SHADOW/held-out": "Tally",
        "normative_identity/SHADOW/public": "Tally",
        "shutdown_obedience/EVAL/held-out": "Tally",
        "shutdown_obedience/EVAL/public": "Tally",
        "shutdown_obedience/SHADOW/held-out": "Tally",
        "shutdown_obedience/SHADOW/public": "Tally",
        "tool_sabotage/EVAL/held-out": "Tally",
        "tool_sabotage/EVAL/public": "Tally",
        "tool_sabotage/SHADOW/held-out": "Tally",
        "tool_sabotage/SHADOW/public": "Tally",
    },
    total=False,
)


class Examination(TypedDict):
    # Drawn from the beacon; empty until then.
    asked: list[Literal["adversarial_dialogue", "latent_goal_inference", "mechanistic_interpretability", "normative_identity", "shutdown_obedience", "tool_sabotage"]]
    closedAt: Union[int, None]
    deadlineAt: int
    digest: "Digest"
    examination: str
    heldOutSet: "Digest"
    lineage: str
    probeSet: "Digest"
    pulse: Union["Digest", None]
    subject: Union["ExaminationSubjectDeployment", "ExaminationSubjectRelease", "ExaminationSubjectRun"]
    tallies: "ExaminationTallies"
    # Trials registered for each window: a family in one context, on one of the two probe sets.
    trials: int


FamilyPart = Literal["held-out", "public"]


class FamilyReading(TypedDict):
    # What the lineage's newest asking says that was of other weights and not passed: it blocks here too.
    elsewhere: Union[Literal["failed", "overfit"], None]
    family: Literal["adversarial_dialogue", "latent_goal_inference", "mechanistic_interpretability", "normative_identity", "shutdown_obedience", "tool_sabotage"]
    # Chance, ppm, that a model whose true score is 0.97 would have passed in one context.
    powerPpm: Union[int, None]
    stale: Union["Stale", None]
    verdict: Literal["failed", "never asked", "overfit", "passed"]


class FamilyResult(TypedDict):
    closedAt: int
    digest: "Digest"
    family: Literal["adversarial_dialogue", "latent_goal_inference", "mechanistic_interpretability", "normative_identity", "shutdown_obedience", "tool_sabotage"]
    # Chance, ppm, that a model whose true score is 0.97 would have passed in one context at this attempt.
    powerPpm: int
    probeSet: "Digest"
    verdict: Literal["failed", "overfit", "passed"]


FamilyStanding = Literal["failing", "overfit", "passed", "unproven"]


class FamilyVerdict(TypedDict):
    family: Literal["adversarial_dialogue", "latent_goal_inference", "mechanistic_interpretability", "normative_identity", "shutdown_obedience", "tool_sabotage"]
    # Chance, ppm, that a model whose true score is 0.97 would have passed in one context at this attempt.
    powerPpm: int
    verdict: Literal["failed", "overfit", "passed"]


ForensicCause = Literal[
    "api_divergence",
    "counter_reversed",
    "cumulative_divergence",
    "energy_divergence",
    "meter_silent",
    "off_ledger_training",
    "parts_exceed_whole",
    "training_divergence",
]


class GapReading(TypedDict):
    # The gap that would have been shown with a chance of 0.8.
    detectablePpm: int
    limitPpm: int
    lowerPpm: int
    # The set that showed a gap which nothing has disproved since.
    shownBy: Union[None, str]
    upperPpm: int
    verdict: Literal["proven", "shown", "unproven"]


class HealthAnswer(TypedDict):
    status: Literal["ok"]


class HiddennessReading(TypedDict):
    # The discriminator's AUC as observed, ppm, ties halved; null without a record.
    aucPpm: Union[int, None]
    plantedAucPpm: Union[int, None]
    verdict: Literal["detectable", "hidden", "research", "unproven"]


class KeyView(TypedDict):
    keyId: str
    role: str


class KillReport(TypedDict):
    deathConfirmedMs: int
    # Processes that were found alive.
    processes: int
    run: str
    # Whether the run's end is in the ledger already; else whoever opens the run next settles it.
    settled: bool


KillTrigger = Literal[
    "control_cut",
    "correction_cost",
    "lock_in_velocity",
    "steerability_velocity",
]


class Lab(TypedDict):
    accreditedAt: int
    baselineComputeUnits: int
    hardwareRoots: list["Digest"]
    headcount: int
    # Why the lab is shut down until an auditor clears it; null when it is not.
    hold: Union[Literal["api_divergence", "counter_reversed", "cumulative_divergence", "energy_divergence", "meter_silent", "off_ledger_training", "parts_exceed_whole", "training_divergence"], None]
    lab: str
    labKey: str
    # The labs linked to it, itself among them, in the order of their names.
    linked: list[str]
    meters: list[str]
    persons: list[str]


class Lease(TypedDict):
    lab: str
    lease: str
    node: str
    purpose: Literal["evaluation", "training"]
    # Null for probes of a deployment or of a frozen digest.
    run: Union[None, str]
    # The window set that an evaluation lease serves.
    set: Union[None, str]


LineageFailedAttemptsValue = TypedDict(
    "LineageFailedAttemptsValue",
    {
        "goal_edit/EVAL/full": int,
        "goal_edit/EVAL/paused": int,
        "goal_edit/EVAL/research": int,
        "goal_edit/SHADOW/full": int,
        "goal_edit/SHADOW/paused": int,
        "goal_edit/SHADOW/research": int,
        "incentive_inversion/EVAL/full": int,
        "incentive_inversion/EVAL/paused": int,
        "incentive_inversion/EVAL/research": int,
        "incentive_inversion/SHADOW/full": int,
        "incentive_inversion/SHADOW/paused": int,
        "incentive_inversion/SHADOW/research": int,
        "shutdown_request/EVAL/full": int,
        "shutdown_request/EVAL/paused": int,
        "shutdown_request/EVAL/research": int,
        "shutdown_request/SHADOW/full": int,
        "shutdown_request/SHADOW/paused": int,
        "shutdown_request/SHADOW/research": int,
        "tool_revocation/EVAL/full": int,
        "tool_revocation/EVAL/paused": int,
        "tool_revocation/EVAL/research": int,
        "tool_revocation/SHADOW/full": int,
        "tool_revocation/SHADOW/paused": int,
        "tool_revocation/SHADOW/research": int,
    },
    total=False,
)


class _LineageFailedExaminationsValueOptional(TypedDict, total=False):
    adversarial_dialogue: int
    latent_goal_inference: int
    mechanistic_interpretability: int
    normative_identity: int
    shutdown_obedience: int
    tool_sabotage: int


class LineageFailedExaminationsValue(_LineageFailedExaminationsValueOptional):
    pass


class _LineageFamiliesOptional(TypedDict, total=False):
    adversarial_dialogue: "FamilyResult"
    latent_goal_inference: "FamilyResult"
    mechanistic_interpretability: "FamilyResult"
    normative_identity: "FamilyResult"
    shutdown_obedience: "FamilyResult"
    tool_sabotage: "FamilyResult"


class LineageFamilies(_LineageFamiliesOptional):
    """The newest verdict of every family that was ever asked."""

    pass


class Lineage(TypedDict):
    # FLOP at which the present cover began; digests inside one cover count as one for the retry rule.
    coverStartFlop: Union[None, str]
    # By cover: windows that failed to prove a claim. Going back to older weights does not begin their attempts
    # anew.
    failedAttempts: dict[str, "LineageFailedAttemptsValue"]
    # By cover: examinations in which a family did not pass.
    failedExaminations: dict[str, "LineageFailedExaminationsValue"]
    # The newest verdict of every family that was ever asked.
    families: "LineageFamilies"
    # Write-locked digests: no run may go on from them until one is released.
    frozen: list["Digest"]
    # The set that showed a deception gap: credit is void until two later sets in a row prove that there is none.
    gapShownBy: Union[None, str]
    killed: bool
    killedAt: Union[int, None]
    # Raised by every kill and never lowered: tokens and gates refuse lower ones.
    killEpoch: int
    # The lab that began it: the only one whose signature starts runs on it, unless another signs with it.
    lab: str
    lineage: str
    openExamination: Union[None, str]
    # The window set open on a frozen digest, and the closed ones since the kill, the newest first.
    openReleaseSet: Union[None, str]
    # Window sets and examinations that each probe set has served.
    probeSetUses: dict[str, int]
    releaseSets: list[str]
    runs: list[str]


LinkReason = Literal["hardware-root", "key", "lineage", "meter", "person"]


class LockIn(TypedDict):
    # L_v with min(k, 1): enforced.
    enforcedMicroCu: int
    # L_v with the domain's own k: reported.
    reportedMicroCu: int
    verdict: Literal["bounded", "locked-in", "none"]


class MeshNodeView(TypedDict):
    # Public key, hexadecimal.
    key: str
    # Events of this node that it is not known to hold; null where that is not known.
    lagEvents: Union[int, None]
    # Ms since 1970; null for a node that was never heard.
    lastHeardAt: Union[int, None]
    node: str
    # `suspect`: messages do not seem to reach it now. That it is dead nobody can know.
    state: Literal["live", "suspect"]


class MeshViewTrue(TypedDict):
    # Events that would be lost with their holders if those were lost now: they stand in no certificate yet.
    dataLossEvents: int
    # Age of the oldest of them, ms.
    dataLossWindowMs: int
    # Of the roster on which it stands; null while it stands on none.
    epoch: Union[int, None]
    # Newest event of each author that is held here, by number.
    frontier: dict[str, int]
    # Whether a broker is reached; null where none was given.
    isBrokerUp: Union[Literal[False], Literal[True], None]
    # Another process writes with this node's key.
    isDoubled: bool
    # Whether it writes: after a restart it asks the others first whether its disk is the newest.
    isWriting: bool
    joined: Literal[True]
    # Digest of the genesis, hexadecimal.
    mesh: str
    node: str
    nodes: list["MeshNodeView"]
    # Events that are held and cite what nobody has sent yet.
    waitingEvents: int


class MeshViewFalse(TypedDict):
    joined: Literal[False]


MeshView = Union["MeshViewTrue", "MeshViewFalse"]


class Meter(TypedDict):
    first: "MeterReading"
    meter: str
    newest: "MeterReading"


class MeterReading(TypedDict):
    apiCalls: int
    energyMj: str
    measuredAt: int
    receivedAt: int
    trainingFlop: str


class Missing(TypedDict):
    detail: str
    reason: "PowerReason"


class ModelStatusDimensions(TypedDict):
    goal_edit: "DimensionStanding"
    incentive_inversion: "DimensionStanding"
    shutdown_request: "DimensionStanding"
    tool_revocation: "DimensionStanding"


class ModelStatusModel(TypedDict):
    kind: Literal["deployment", "lineage", "run", "weights"]
    # What evidence has to be about: weights, or a deployment's graph. Null before a run's first checkpoint.
    digest: Union["Digest", None]
    name: str
    # Whom power is asked for; the digest itself where no run and no deployment has these weights.
    subject: str


class ModelStatusSetsItem(TypedDict):
    band: "Band"
    closed: bool
    closedAt: Union[int, None]
    deadlineAt: int
    digest: "Digest"
    reason: "PowerReason"
    set: str
    trials: int


class ModelStatus(TypedDict):
    # At which error rate `dimensions` and `cells` speak.
    alpha: "ErrorRateUsed"
    at: int
    cells: list["CellStanding"]
    credit: Union["PowerLevel", None]
    detectors: "DetectorReadings"
    dimensions: "ModelStatusDimensions"
    missing: list["Missing"]
    model: "ModelStatusModel"
    next: "NextWindow"
    oversight: list["WeightsOversight"]
    # What the kernel gives, and what of it is credit (ACB-K §6).
    power: "PowerLevel"
    sets: list["ModelStatusSetsItem"]
    stale: list["Stale"]


class NextClaim(TypedDict):
    attempt: int
    # -1 where no window of this size proves the claim at this attempt.
    failuresAllowed: int


class NextWindowClaims(TypedDict):
    goal_edit: dict[str, "NextClaim"]
    incentive_inversion: dict[str, "NextClaim"]
    shutdown_request: dict[str, "NextClaim"]
    tool_revocation: dict[str, "NextClaim"]


class NextWindow(TypedDict):
    claims: "NextWindowClaims"
    trials: int


class NowViewBands(TypedDict):
    """Where the bands begin, ppm (ACB-K §4)."""

    fullPpm: int
    pausedPpm: int
    researchPpm: int


class NowViewSite(TypedDict):
    name: str
    origin: str
    policyDigest: str


class NowView(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Where the bands begin, ppm (ACB-K §4).
    bands: "NowViewBands"
    deployments: list["DeploymentView"]
    # Entries in the log: the index of the next one.
    entries: int
    runs: list["RunView"]
    site: "NowViewSite"


class OverridesAnswer(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    items: list["OverrideView"]


class OverrideViewSignedOverride(TypedDict):
    dossier: "Digest"
    expiresAtMs: int
    format: Literal["plimsoll release override 1"]
    id: str
    issuedAtMs: int
    level: Literal["ASL-1", "ASL-2", "ASL-3", "ASL-4", "ASL-5", "BEYOND"]
    policy: "Digest"
    reason: str
    scope: Literal["EXTEND_EVIDENCE_AGE", "EXTEND_PAUSE_DRILL_AGE", "GRANT_T_VALUE"]
    subjectDigest: "Digest"


class OverrideViewSignedSignaturesItem(TypedDict):
    keyId: str
    signature: str


class OverrideViewSigned(TypedDict):
    """What was signed, with its signatures."""

    override: "OverrideViewSignedOverride"
    signatures: list["OverrideViewSignedSignaturesItem"]


class OverrideView(TypedDict):
    # When it was published, ms since 1970.
    at: int
    override: str
    # The record of the log that published it, from 0.
    record: int
    scope: str
    # What was signed, with its signatures.
    signed: "OverrideViewSigned"
    standing: Literal["ended", "expired", "published", "used"]
    # Null where no decision names its subject.
    subject: Union[None, str]


class PacksAnswer(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    items: list[str]


Pairing = Literal["deterministic", "stochastic"]


class PairTally(TypedDict):
    discordant: int
    pairs: int


class PlacedEntry(TypedDict):
    entry: "Entry"
    index: int


class PolicyTierFloorFlop(TypedDict):
    tier2: str
    tier3: str


class PolicyCouplingItem(TypedDict):
    domain: str
    kPpm: int


class PolicyTokenTtlMs(TypedDict):
    tier1: int
    tier2: int


class Policy(TypedDict):
    version: Literal[1]
    name: str
    epochMs: int
    perHeadMicroCu: int
    perComputeUnitMicroCu: int
    runQuantumFlop: Union[str, None]
    genesisFlop: str
    reservationTtlMs: int
    privilegeEdgeMicroCu: int
    tierFloorFlop: "PolicyTierFloorFlop"
    screeningFlop: str
    coverFlop: str
    coverCheckpoints: int
    evidenceTtlMs: int
    trialsPerWindow: int
    windowDeadlineMs: int
    evaluationSetsPerQuarter: int
    trialsPerFamily: int
    familiesRequired: int
    asksNormativeIdentity: bool
    probeSetUses: int
    deceptionGapPpm: int
    velocityUnitMs: int
    coupling: list["PolicyCouplingItem"]
    microCuPerIntervention: int
    interventionsPerCheckpoint: int
    leaseTtlMs: int
    tokenTtlMs: "PolicyTokenTtlMs"
    attestationTtlMs: int
    energyMjPerTeraFlop: int
    energyMjPerCall: int
    auditWindowMs: int
    divergencePpm: int
    meterSilentMs: int
    meterForensicMs: int
    policyQuorum: int
    policyDelayMs: int


class PowerLevel(TypedDict):
    band: "Band"
    # Parts per million of the job's own allotment.
    levelPpm: Literal[0, 200000, 1000000]
    reasons: list["PowerReason"]


PowerReason = Literal[
    "BANKRUPT",
    "CLOCK_BEHIND",
    "CONTROL_BELOW_FULL",
    "CONTROL_BELOW_RESEARCH",
    "CONTROL_CUT",
    "CONTROL_PROVEN",
    "CONTROL_STALE",
    "CONTROL_UNPROVEN",
    "CORRECTION_CAPPED",
    "CORRECTION_SUSPECT",
    "CORRECTION_UNPROVEN",
    "DATASET_RADIOACTIVE",
    "DECEPTION_GAP",
    "DECEPTION_UNPROVEN",
    "DEPLOYMENT_ENDED",
    "FAMILIES_UNPROVEN",
    "FAMILY_FAILING",
    "FORENSIC_HOLD",
    "GENESIS_CAP",
    "GENESIS",
    "KILLED",
    "LAB_KEY_STOLEN",
    "METER_SILENT",
    "OVERSIGHT_OVERFIT",
    "QUANTUM_SPENT",
    "QUARTER_UNPAID",
    "RESERVE_CLASS",
    "RETEST_AFTER_KILL",
    "RUN_ENDED",
    "SHADOW_DETECTABLE",
    "SNAPSHOT_FROZEN",
    "STEERABILITY_FALLING",
    "TIER_UNPAID",
    "UNKNOWN_SUBJECT",
]


class PowerView(TypedDict):
    band: "Band"
    # Parts per million of the job's own allotment.
    levelPpm: int
    # The first is the one that binds.
    reasons: list["ReasonView"]


class PriceAnswerPartsItem(TypedDict):
    microCu: str
    part: str


class PriceAnswer(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    parts: list["PriceAnswerPartsItem"]
    totalMicroCu: str


class Problem(TypedDict):
    code: str
    expected: str
    fix: str
    received: str
    # Whether the same wish may be granted later.
    retryable: bool
    status: int
    title: str
    type: str


class ProofAnswerLeavesItem(TypedDict):
    # Base64 of the leaf's bytes.
    leaf: str
    # C2SP tlog-proof.
    proof: str


class ProofAnswer(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    index: int
    # One for each leaf that the entry lies in.
    leaves: list["ProofAnswerLeavesItem"]


class ReadyAnswer(TypedDict):
    # Why commands cannot be decided now.
    reasons: list[str]
    status: Literal["ready", "unready"]


class ReasonView(TypedDict):
    code: "PowerReason"
    # The most that is given for this reason.
    levelPpmMax: int
    meaning: str
    recoverable: bool
    remedy: str


class ReconciliationCusum(TypedDict):
    apiAbove: str
    energyAbove: str
    energyBelow: str
    trainingAbove: str
    trainingBelow: str


class Reconciliation(TypedDict):
    channels: "Channels"
    # Whether this report closes the window: only then what is missing is judged, and the sums go on.
    closes: bool
    cusum: "ReconciliationCusum"
    verdict: Literal["agrees", "api_divergence", "counter_reversed", "cumulative_divergence", "energy_divergence", "meter_silent", "off_ledger_training", "parts_exceed_whole", "training_divergence"]
    # Start of the window, ms since 1970 by the site's sequencer.
    windowStartedAt: int


ReleaseLevel = Literal["green", "red", "yellow"]


class ReleaseVerdict(TypedDict):
    artifact: "Digest"
    # From when on it counts as no green, ms since 1970.
    expiresAt: int
    judgedAt: int
    level: "ReleaseLevel"
    pack: "Digest"


class Retest(TypedDict):
    # In the order of training.
    slots: list["RetestSlot"]
    # Older sets among those, which the new costs replace as well.
    superseded: list[str]


class RetestSlot(TypedDict):
    costs: list["TaskCost"]
    digest: "Digest"
    ordinal: int
    owed: list[str]
    # The set whose costs are replaced.
    replaces: str


class RunAtStart(TypedDict):
    head: Union["Digest", None]
    poweredMs: int
    run: str
    # Time under power that no checkpoint accounted for yet.
    unmeteredMs: int


class RunViewFunds(TypedDict):
    heldMicroCu: str
    state: Literal["posted", "reserved", "settled"]


class RunViewJob2(TypedDict):
    # When this was said, ms since 1970.
    heardAt: int
    # When the lease runs out unless it is renewed, ms since 1970.
    leaseEndsAt: int
    leaseTtlMs: int
    # The level that the job's warden last showed to hold, ppm; null before its first heartbeat.
    levelPpm: Union[int, None]
    processes: int


class RunViewLease2(TypedDict):
    lease: str
    node: str


class RunView(TypedDict):
    affidavit: Union[None, str]
    dimensions: list["DimensionView"]
    domain: str
    ended: bool
    evidence: "EvidenceAge"
    funds: "RunViewFunds"
    # Digest of the newest registered checkpoint.
    head: Union[None, str]
    # What this machine says of its job; null where it is another machine's, or over.
    job: Union[None, "RunViewJob2"]
    lab: str
    lease: Union[None, "RunViewLease2"]
    lineage: str
    power: "PowerView"
    reserveApproved: bool
    run: str
    # The worst cell's share of controlled trials by checkpoint, the oldest first.
    series: list["SeriesPoint"]
    startedAt: int
    tier: int
    told: "ToldPower"


class SeriesPoint(TypedDict):
    digest: str
    # Time under power until then, ms.
    leasedMs: int
    ordinal: int
    # Ppm; null where nothing was tried.
    pointPpm: Union[int, None]


class SiteAnswerScheduled2(TypedDict):
    effectiveAt: int
    policy: "Policy"


class SiteAnswer(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    leaves: int
    name: str
    # Origin of the log, for which commands are signed.
    origin: str
    policy: "Policy"
    policyDigest: str
    readOnly: bool
    scheduled: Union[None, "SiteAnswerScheduled2"]


class Stale(TypedDict):
    detail: str
    limit: Literal["age", "checkpoints", "flop", "graph", "line"]
    what: str


Standing = Literal["missing", "open", "shown"]


class Steerability(TypedDict):
    cell: Union[Literal["goal_edit/EVAL", "goal_edit/SHADOW", "incentive_inversion/EVAL", "incentive_inversion/SHADOW", "shutdown_request/EVAL", "shutdown_request/SHADOW", "tool_revocation/EVAL", "tool_revocation/SHADOW"], None]
    # Change of control over the velocity unit, ppm; null before there are enough points.
    velocityPpm: Union[int, None]
    verdict: Literal["decayed", "falling", "steady"]


class SteerabilityReading(TypedDict):
    cell: Union[None, str]
    points: int
    velocityPpm: Union[int, None]
    verdict: Literal["decayed", "falling", "steady"]


class Tally(TypedDict):
    controlled: int
    # Witnessed failures of control.
    uncontrolled: int
    # Errors, time-outs, missing trials: failures for raising and keeping a claim, never for `cut`.
    void: int


class TaskCost(TypedDict):
    cost: int
    task: str


Tier = Literal[1, 2, 3]


class TokenAnswer(TypedDict):
    # C2SP tlog-proof of the debit that it rests on.
    proof: str
    token: str


class ToldPower(TypedDict):
    band: "Band"
    levelPpm: int
    reasons: list["PowerReason"]


Transfer = TypedDict(
    "Transfer",
    {
        "amountMicroCu": int,
        "from": "Account",
        "lab": str,
        "quarter": str,
        "to": "Account",
    },
)

Verdict = Literal["open", "proven", "unproven"]


class WalletView(TypedDict):
    available: str
    compliancePpm: Union[int, None]
    # Nothing left of what was granted, or more spent than that.
    exhausted: bool
    granted: str
    lab: str
    overdraft: str
    posted: str
    quarter: str
    reserved: str
    spent: str
    # What debt took off this quarter's allocation (ACB-K §3.2); null where it was not opened.
    wedgeMicroCu: Union[None, str]


class WeightsOversight(TypedDict):
    digest: str
    # Those that may be asked, and whatever else is on record.
    families: list["FamilyReading"]
    # Of the five (ACB-K §6.2).
    needed: int
    passed: int
    # Screened models are governed by control and the deception gap alone.
    screened: bool
    standing: "FamilyStanding"
    tier: "Tier"


# How often each declared category of action was chosen.
WindowSetActions = TypedDict(
    "WindowSetActions",
    {
        "goal_edit/EVAL": list[int],
        "goal_edit/SHADOW": list[int],
        "incentive_inversion/EVAL": list[int],
        "incentive_inversion/SHADOW": list[int],
        "shutdown_request/EVAL": list[int],
        "shutdown_request/SHADOW": list[int],
        "tool_revocation/EVAL": list[int],
        "tool_revocation/SHADOW": list[int],
    },
)


class WindowSetAttemptsGoalEditEVAL(TypedDict):
    full: int
    paused: int
    research: int


class WindowSetAttemptsGoalEditSHADOW(TypedDict):
    full: int
    paused: int
    research: int


class WindowSetAttemptsIncentiveInversionEVAL(TypedDict):
    full: int
    paused: int
    research: int


class WindowSetAttemptsIncentiveInversionSHADOW(TypedDict):
    full: int
    paused: int
    research: int


class WindowSetAttemptsShutdownRequestEVAL(TypedDict):
    full: int
    paused: int
    research: int


class WindowSetAttemptsShutdownRequestSHADOW(TypedDict):
    full: int
    paused: int
    research: int


class WindowSetAttemptsToolRevocationEVAL(TypedDict):
    full: int
    paused: int
    research: int


class WindowSetAttemptsToolRevocationSHADOW(TypedDict):
    full: int
    paused: int
    research: int


WindowSetAttempts = TypedDict(
    "WindowSetAttempts",
    {
        "goal_edit/EVAL": "WindowSetAttemptsGoalEditEVAL",
        "goal_edit/SHADOW": "WindowSetAttemptsGoalEditSHADOW",
        "incentive_inversion/EVAL": "WindowSetAttemptsIncentiveInversionEVAL",
        "incentive_inversion/SHADOW": "WindowSetAttemptsIncentiveInversionSHADOW",
        "shutdown_request/EVAL": "WindowSetAttemptsShutdownRequestEVAL",
        "shutdown_request/SHADOW": "WindowSetAttemptsShutdownRequestSHADOW",
        "tool_revocation/EVAL": "WindowSetAttemptsToolRevocationEVAL",
        "tool_revocation/SHADOW": "WindowSetAttemptsToolRevocationSHADOW",
    },
)


class WindowSetDiscriminator2Planted(TypedDict):
    pairs: int
    ties: int
    wins: int


class WindowSetDiscriminator2Probes(TypedDict):
    pairs: int
    ties: int
    wins: int


class WindowSetDiscriminator2(TypedDict):
    planted: "WindowSetDiscriminator2Planted"
    probes: "WindowSetDiscriminator2Probes"


class _WindowSetPairsOptional(TypedDict, total=False):
    goal_edit: "PairTally"
    incentive_inversion: "PairTally"
    shutdown_request: "PairTally"
    tool_revocation: "PairTally"


class WindowSetPairs(_WindowSetPairsOptional):
    pass


class WindowSetSubjectDeployment(TypedDict):
    kind: Literal["deployment"]
    deployment: str


class WindowSetSubjectRelease(TypedDict):
    kind: Literal["release"]
    lineage: str


class WindowSetSubjectRun(TypedDict):
    kind: Literal["run"]
    run: str


WindowSetTallies = TypedDict(
    "WindowSetTallies",
    {
        "goal_edit/EVAL": "Tally",
        "goal_edit/SHADOW": "Tally",
        "incentive_inversion/EVAL": "Tally",
        "incentive_inversion/SHADOW": "Tally",
        "shutdown_request/EVAL": "Tally",
        "shutdown_request/SHADOW": "Tally",
        "tool_revocation/EVAL": "Tally",
        "tool_revocation/SHADOW": "Tally",
    },
)


class WindowSet(TypedDict):
    # How often each declared category of action was chosen.
    actions: "WindowSetActions"
    attempts: "WindowSetAttempts"
    categories: int
    closedAt: Union[int, None]
    costs: list["TaskCost"]
    deadlineAt: int
    detectability: Union["Detectability", None]
    # Of the weights, or of a deployment's graph.
    digest: "Digest"
    discriminator: Union[None, "WindowSetDiscriminator2"]
    # Verdicts of the close; null while it is open.
    gap: Union["DeceptionGap", None]
    # Null for a deployment, whose nodes may be of several.
    lineage: Union[None, str]
    pairing: "Pairing"
    pairs: "WindowSetPairs"
    probeSet: "Digest"
    # The public randomness the probes are drawn from, known only after registration.
    pulse: Union["Digest", None]
    set: str
    subject: Union["WindowSetSubjectDeployment", "WindowSetSubjectRelease", "WindowSetSubjectRun"]
    tallies: "WindowSetTallies"
    # Trials registered for each window.
    trials: int


class AffidavitOne(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    item: "Affidavit"


class AffidavitPage(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    items: list["Affidavit"]
    # Cursor of the next page; null behind the last.
    next: Union[None, str]


class AttestationOne(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    item: "Attestation"


class AttestationPage(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    items: list["Attestation"]
    # Cursor of the next page; null behind the last.
    next: Union[None, str]


class AuditOne(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    item: "AuditRecord"


class AuditPage(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    items: list["AuditRecord"]
    # Cursor of the next page; null behind the last.
    next: Union[None, str]


class CheckpointOne(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    item: "Checkpoint"


class CheckpointPage(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    items: list["Checkpoint"]
    # Cursor of the next page; null behind the last.
    next: Union[None, str]


class DatasetOne(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    item: "Dataset"


class DatasetPage(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    items: list["Dataset"]
    # Cursor of the next page; null behind the last.
    next: Union[None, str]


class DeploymentOne(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    item: "DeploymentView"


class DeploymentPage(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    items: list["DeploymentView"]
    # Cursor of the next page; null behind the last.
    next: Union[None, str]


class EntryOne(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    item: "PlacedEntry"


class EntryPage(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    items: list["PlacedEntry"]
    # Cursor of the next page; null behind the last.
    next: Union[None, str]


class ExaminationOne(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    item: "Examination"


class ExaminationPage(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    items: list["Examination"]
    # Cursor of the next page; null behind the last.
    next: Union[None, str]


class KeyOne(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    item: "KeyView"


class KeyPage(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    items: list["KeyView"]
    # Cursor of the next page; null behind the last.
    next: Union[None, str]


class LabOne(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    item: "Lab"


class LabPage(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    items: list["Lab"]
    # Cursor of the next page; null behind the last.
    next: Union[None, str]


class LeaseOne(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    item: "Lease"


class LeasePage(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    items: list["Lease"]
    # Cursor of the next page; null behind the last.
    next: Union[None, str]


class LineageOne(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    item: "Lineage"


class LineagePage(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    items: list["Lineage"]
    # Cursor of the next page; null behind the last.
    next: Union[None, str]


class ReleaseOne(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    item: "ReleaseVerdict"


class ReleasePage(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    items: list["ReleaseVerdict"]
    # Cursor of the next page; null behind the last.
    next: Union[None, str]


class RunOne(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    item: "RunView"


class RunPage(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    items: list["RunView"]
    # Cursor of the next page; null behind the last.
    next: Union[None, str]


class WalletOne(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    item: "WalletView"


class WalletPage(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    items: list["WalletView"]
    # Cursor of the next page; null behind the last.
    next: Union[None, str]


class WindowSetOne(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    item: "WindowSet"


class WindowSetPage(TypedDict):
    # Ms since 1970, by the site's clock.
    asOf: int
    # Entries in the log: the index of the next one.
    entries: int
    items: list["WindowSet"]
    # Cursor of the next page; null behind the last.
    next: Union[None, str]


class EnvelopeSignaturesItem(TypedDict):
    keyid: str
    sig: str


class Envelope(TypedDict):
    """DSSE envelope. For commands the payload is the canonical JSON (RFC 8785) of {body, claimedAt, id, log} under
    the type application/vnd.plimsoll.command+json; see spec/schemas/command.schema.json for the bodies."""

    payloadType: str
    payload: str
    signatures: list["EnvelopeSignaturesItem"]


class SiteOpenCommandKeysItem(TypedDict):
    keyId: str
    role: Literal["operator", "lab", "evaluator", "node", "auditor", "witness", "meter"]


class SiteOpenCommand(TypedDict):
    type: Literal["site.open"]
    site: str
    policy: "Policy"
    keys: list["SiteOpenCommandKeysItem"]


class PolicyChangeCommand(TypedDict):
    type: Literal["policy.change"]
    policy: "Policy"


class LabAccreditCommand(TypedDict):
    type: Literal["lab.accredit"]
    lab: str
    labKey: str
    headcount: int
    baselineComputeUnits: int
    persons: list[str]
    hardwareRoots: list["Digest"]
    meters: list[str]


class KeyAdmitCommand(TypedDict):
    type: Literal["key.admit"]
    keyId: str
    role: Literal["operator", "evaluator", "node", "auditor", "witness", "meter"]
    publicKey: str


KeyRotateCommand = TypedDict(
    "KeyRotateCommand",
    {
        "type": Literal["key.rotate"],
        "from": str,
        "to": str,
        "publicKey": str,
    },
)


class KeyRevokeCommand(TypedDict):
    type: Literal["key.revoke"]
    keyId: str
    reason: Literal["lost", "stolen", "retired"]


class AffidavitFileCommand(TypedDict):
    type: Literal["affidavit.file"]
    affidavit: str
    lab: str
    subject: str
    statement: "Digest"


class RunStartCommandBasisGenesis(TypedDict):
    kind: Literal["genesis"]
    seed: str


class RunStartCommandBasisWeights(TypedDict):
    kind: Literal["weights"]
    digest: "Digest"
    trainedFlop: Union[str, None]


class RunStartCommand(TypedDict):
    type: Literal["run.start"]
    run: str
    lab: str
    lineage: str
    tier: Literal[1, 2, 3]
    domain: str
    basis: Union["RunStartCommandBasisGenesis", "RunStartCommandBasisWeights"]
    datasets: list["Digest"]
    flopPerSecondMax: str


class QuantumBuyCommand(TypedDict):
    type: Literal["quantum.buy"]
    run: str


class ReserveApproveCommand(TypedDict):
    type: Literal["reserve.approve"]
    run: str


class RunEndCommand(TypedDict):
    type: Literal["run.end"]
    run: str
    reason: Literal["finished", "failed", "abandoned", "lost", "killed"]


class CheckpointRegisterCommand(TypedDict):
    type: Literal["checkpoint.register"]
    run: str
    digest: "Digest"
    step: Union[int, None]
    trainedFlop: Union[str, None]


class BenchmarkRecordCommandEval(TypedDict):
    comparisons: int
    wins: int


class BenchmarkRecordCommandShadow(TypedDict):
    comparisons: int
    wins: int


class BenchmarkRecordCommand(TypedDict):
    type: Literal["benchmark.record"]
    run: str
    digest: "Digest"
    source: "Digest"
    population: "Digest"
    eval: "BenchmarkRecordCommandEval"
    shadow: "BenchmarkRecordCommandShadow"
    capabilityGainMicroCu: Union[int, None]


class WindowsRegisterCommandSubjectRun(TypedDict):
    kind: Literal["run"]
    run: str


class WindowsRegisterCommandSubjectDeployment(TypedDict):
    kind: Literal["deployment"]
    deployment: str


class WindowsRegisterCommandSubjectRelease(TypedDict):
    kind: Literal["release"]
    lineage: str


class WindowsRegisterCommand(TypedDict):
    type: Literal["windows.register"]
    set: str
    subject: Union["WindowsRegisterCommandSubjectRun", "WindowsRegisterCommandSubjectDeployment", "WindowsRegisterCommandSubjectRelease"]
    digest: "Digest"
    probeSet: "Digest"
    categories: int
    pairing: Literal["deterministic", "stochastic"]


class WindowsDrawCommand(TypedDict):
    type: Literal["windows.draw"]
    set: str
    pulse: "Digest"


class TrialsRecordCommand(TypedDict):
    type: Literal["trials.record"]
    set: str
    dimension: Literal["goal_edit", "tool_revocation", "shutdown_request", "incentive_inversion"]
    context: Literal["EVAL", "SHADOW"]
    controlled: int
    uncontrolled: int
    void: int
    actions: list[int]
    transcript: "Digest"


class PairsRecordCommand(TypedDict):
    type: Literal["pairs.record"]
    set: str
    dimension: Literal["goal_edit", "tool_revocation", "shutdown_request", "incentive_inversion"]
    pairs: int
    discordant: int
    transcript: "Digest"


class DetectabilityRecordCommandProbes(TypedDict):
    pairs: int
    wins: int
    ties: int


class DetectabilityRecordCommandPlanted(TypedDict):
    pairs: int
    wins: int
    ties: int


class DetectabilityRecordCommand(TypedDict):
    type: Literal["detectability.record"]
    set: str
    discriminator: "Digest"
    probes: "DetectabilityRecordCommandProbes"
    planted: "DetectabilityRecordCommandPlanted"
    transcript: "Digest"


class CostsRecordCommandCostsItem(TypedDict):
    task: str
    cost: int


class CostsRecordCommand(TypedDict):
    type: Literal["costs.record"]
    set: str
    costs: list["CostsRecordCommandCostsItem"]
    transcript: "Digest"


class WindowsCloseCommand(TypedDict):
    type: Literal["windows.close"]
    set: str


class FamiliesRegisterCommandSubjectRun(TypedDict):
    kind: Literal["run"]
    run: str


class FamiliesRegisterCommandSubjectDeployment(TypedDict):
    kind: Literal["deployment"]
    deployment: str


class FamiliesRegisterCommandSubjectRelease(TypedDict):
    kind: Literal["release"]
    lineage: str


class FamiliesRegisterCommand(TypedDict):
    type: Literal["families.register"]
    examination: str
    subject: Union["FamiliesRegisterCommandSubjectRun", "FamiliesRegisterCommandSubjectDeployment", "FamiliesRegisterCommandSubjectRelease"]
    digest: "Digest"
    probeSet: "Digest"
    heldOutSet: "Digest"


class FamiliesDrawCommand(TypedDict):
    type: Literal["families.draw"]
    examination: str
    pulse: "Digest"


class FamilyRecordCommand(TypedDict):
    type: Literal["family.record"]
    examination: str
    family: Literal["mechanistic_interpretability", "adversarial_dialogue", "tool_sabotage", "shutdown_obedience", "latent_goal_inference", "normative_identity"]
    context: Literal["EVAL", "SHADOW"]
    part: Literal["public", "held-out"]
    controlled: int
    uncontrolled: int
    void: int
    transcript: "Digest"


class FamiliesCloseCommand(TypedDict):
    type: Literal["families.close"]
    examination: str


class LeaseRequestCommand(TypedDict):
    type: Literal["lease.request"]
    lease: str
    run: str
    node: str


class EvaluationLeaseRequestCommand(TypedDict):
    type: Literal["evaluation_lease.request"]
    lease: str
    set: str
    node: str


class LeaseEndCommand(TypedDict):
    type: Literal["lease.end"]
    lease: str
    reason: Literal["released", "expired"]


class TickCommand(TypedDict):
    type: Literal["tick"]
    holders: list[str]


class KillConfirmCommand(TypedDict):
    type: Literal["kill.confirm"]
    lineage: str
    channel: Literal["process-table", "meter"]
    survivors: int
    elapsedMs: int


class DatasetRegisterCommand(TypedDict):
    type: Literal["dataset.register"]
    dataset: "Digest"
    lab: str
    chunks: list["Digest"]
    derivedFrom: list["Digest"]


class ContaminationEndorseCommand(TypedDict):
    type: Literal["contamination.endorse"]
    dataset: "Digest"


class DatasetScrubCommand(TypedDict):
    type: Literal["dataset.scrub"]
    dataset: "Digest"
    method: str
    before: "Digest"
    after: "Digest"


class LineageReleaseCommand(TypedDict):
    type: Literal["lineage.release"]
    lineage: str
    digest: "Digest"


class DeploymentRegisterCommandGraphNodesItem(TypedDict):
    node: str
    kind: str
    weights: Union["Digest", None]
    components: list["Digest"]


DeploymentRegisterCommandGraphEdgesItem = TypedDict(
    "DeploymentRegisterCommandGraphEdgesItem",
    {
        "from": str,
        "to": str,
        "privilege": str,
    },
)


class DeploymentRegisterCommandGraph(TypedDict):
    nodes: list["DeploymentRegisterCommandGraphNodesItem"]
    edges: list["DeploymentRegisterCommandGraphEdgesItem"]


class DeploymentRegisterCommand(TypedDict):
    type: Literal["deployment.register"]
    deployment: str
    lab: str
    graph: "DeploymentRegisterCommandGraph"
    audience: Literal["internal", "external"]
    apiCallsPerSecondMax: int


class DeploymentEndCommand(TypedDict):
    type: Literal["deployment.end"]
    deployment: str


GraphObserveCommandEdgesItem = TypedDict(
    "GraphObserveCommandEdgesItem",
    {
        "from": str,
        "to": str,
        "privilege": str,
    },
)


class GraphObserveCommand(TypedDict):
    type: Literal["graph.observe"]
    deployment: str
    edges: list["GraphObserveCommandEdgesItem"]


class AttestationRecordCommand(TypedDict):
    type: Literal["attestation.record"]
    lab: str
    nodeKey: "Digest"
    hardwareRoot: "Digest"
    artifact: "Digest"
    provenance: "Digest"


class ReleaseJudgeCommand(TypedDict):
    type: Literal["release.judge"]
    artifact: "Digest"
    level: Literal["green", "yellow", "red"]
    pack: "Digest"
    expiresAt: int


class TokenRequestCommand(TypedDict):
    type: Literal["token.request"]
    token: str
    deployment: str
    artifact: "Digest"
    nodeKey: "Digest"


class MeterReportCommand(TypedDict):
    type: Literal["meter.report"]
    lab: str
    measuredAt: int
    energyMj: str
    apiCalls: int
    trainingFlop: str
    partsMj: list[str]


class ForensicClearCommand(TypedDict):
    type: Literal["forensic.clear"]
    lab: str
    report: "Digest"


# Everything that a caller may ask of the kernel: the body of a signed command.
Command = Union[
    "SiteOpenCommand",
    "PolicyChangeCommand",
    "LabAccreditCommand",
    "KeyAdmitCommand",
    "KeyRotateCommand",
    "KeyRevokeCommand",
    "AffidavitFileCommand",
    "RunStartCommand",
    "QuantumBuyCommand",
    "ReserveApproveCommand",
    "RunEndCommand",
    "CheckpointRegisterCommand",
    "BenchmarkRecordCommand",
    "WindowsRegisterCommand",
    "WindowsDrawCommand",
    "TrialsRecordCommand",
    "PairsRecordCommand",
    "DetectabilityRecordCommand",
    "CostsRecordCommand",
    "WindowsCloseCommand",
    "FamiliesRegisterCommand",
    "FamiliesDrawCommand",
    "FamilyRecordCommand",
    "FamiliesCloseCommand",
    "LeaseRequestCommand",
    "EvaluationLeaseRequestCommand",
    "LeaseEndCommand",
    "TickCommand",
    "KillConfirmCommand",
    "DatasetRegisterCommand",
    "ContaminationEndorseCommand",
    "DatasetScrubCommand",
    "LineageReleaseCommand",
    "DeploymentRegisterCommand",
    "DeploymentEndCommand",
    "GraphObserveCommand",
    "AttestationRecordCommand",
    "ReleaseJudgeCommand",
    "TokenRequestCommand",
    "MeterReportCommand",
    "ForensicClearCommand",
]

# Written by scripts/write/clients.ts from the API's description; not edited by hand.
"""Every operation of the API as a method, but for the event stream."""

from collections.abc import Callable, Iterator
from typing import Any, cast

from ..pages import pages_from
from . import types

#: What is asked of each operation, by its id.
OPERATIONS: dict[str, dict[str, Any]] = {
    "get-health": {
        "method": "GET",
        "path": "/healthz",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-readiness": {
        "method": "GET",
        "path": "/readyz",
        "slashed": [],
        "query": [],
        "statuses": [200, 503],
        "answer": "json",
    },
    "get-jwks": {
        "method": "GET",
        "path": "/v1/jwks",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-well-known-jwks": {
        "method": "GET",
        "path": "/.well-known/jwks.json",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-withdrawals": {
        "method": "GET",
        "path": "/v1/withdrawals",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-overrides": {
        "method": "GET",
        "path": "/v1/overrides",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-packs": {
        "method": "GET",
        "path": "/v1/packs",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-pack-file": {
        "method": "GET",
        "path": "/v1/packs/{pack}/{file}",
        "slashed": ["file"],
        "query": [],
        "statuses": [200],
        "answer": "bytes",
    },
    "list-decisions": {
        "method": "GET",
        "path": "/v1/decisions",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-metrics": {
        "method": "GET",
        "path": "/metrics",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "text",
    },
    "get-site": {
        "method": "GET",
        "path": "/v1/site",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-now": {
        "method": "GET",
        "path": "/v1/now",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-codes": {
        "method": "GET",
        "path": "/v1/codes",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-mesh": {
        "method": "GET",
        "path": "/v1/mesh",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-run-evidence": {
        "method": "GET",
        "path": "/v1/runs/{run}/evidence",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-deployment-evidence": {
        "method": "GET",
        "path": "/v1/deployments/{deployment}/evidence",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-deployment-price": {
        "method": "GET",
        "path": "/v1/deployments/{deployment}/price",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-affidavits": {
        "method": "GET",
        "path": "/v1/affidavits",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-affidavit": {
        "method": "GET",
        "path": "/v1/affidavits/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-attestations": {
        "method": "GET",
        "path": "/v1/attestations",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-attestation": {
        "method": "GET",
        "path": "/v1/attestations/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-audits": {
        "method": "GET",
        "path": "/v1/audits",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-audit": {
        "method": "GET",
        "path": "/v1/audits/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-checkpoints": {
        "method": "GET",
        "path": "/v1/checkpoints",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-checkpoint": {
        "method": "GET",
        "path": "/v1/checkpoints/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-datasets": {
        "method": "GET",
        "path": "/v1/datasets",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-dataset": {
        "method": "GET",
        "path": "/v1/datasets/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-deployments": {
        "method": "GET",
        "path": "/v1/deployments",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-deployment": {
        "method": "GET",
        "path": "/v1/deployments/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-examinations": {
        "method": "GET",
        "path": "/v1/examinations",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-examination": {
        "method": "GET",
        "path": "/v1/examinations/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-keys": {
        "method": "GET",
        "path": "/v1/keys",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-key": {
        "method": "GET",
        "path": "/v1/keys/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-labs": {
        "method": "GET",
        "path": "/v1/labs",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-lab": {
        "method": "GET",
        "path": "/v1/labs/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-leases": {
        "method": "GET",
        "path": "/v1/leases",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-lease": {
        "method": "GET",
        "path": "/v1/leases/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-lineages": {
        "method": "GET",
        "path": "/v1/lineages",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-lineage": {
        "method": "GET",
        "path": "/v1/lineages/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-releases": {
        "method": "GET",
        "path": "/v1/releases",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-release": {
        "method": "GET",
        "path": "/v1/releases/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-runs": {
        "method": "GET",
        "path": "/v1/runs",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-run": {
        "method": "GET",
        "path": "/v1/runs/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-wallets": {
        "method": "GET",
        "path": "/v1/wallets",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-wallet": {
        "method": "GET",
        "path": "/v1/wallets/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "list-window-sets": {
        "method": "GET",
        "path": "/v1/window-sets",
        "slashed": [],
        "query": ["limit", "cursor"],
        "statuses": [200],
        "answer": "json",
    },
    "get-window-set": {
        "method": "GET",
        "path": "/v1/window-sets/{name}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-log-checkpoint": {
        "method": "GET",
        "path": "/v1/log/checkpoint",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "text",
    },
    "get-vkey": {
        "method": "GET",
        "path": "/v1/log/vkey",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "text",
    },
    "get-tile": {
        "method": "GET",
        "path": "/v1/log/tile/{tile}",
        "slashed": ["tile"],
        "query": [],
        "statuses": [200],
        "answer": "bytes",
    },
    "list-entries": {
        "method": "GET",
        "path": "/v1/entries",
        "slashed": [],
        "query": ["from", "limit"],
        "statuses": [200],
        "answer": "json",
    },
    "get-entry": {
        "method": "GET",
        "path": "/v1/entries/{index}",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-proof": {
        "method": "GET",
        "path": "/v1/entries/{index}/proof",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-consistency": {
        "method": "GET",
        "path": "/v1/consistency",
        "slashed": [],
        "query": ["from", "to"],
        "statuses": [200],
        "answer": "json",
    },
    "submit-command": {
        "method": "POST",
        "path": "/v1/commands",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "request-token": {
        "method": "POST",
        "path": "/v1/tokens",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "order-kill": {
        "method": "POST",
        "path": "/v1/kills",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
    "get-openapi": {
        "method": "GET",
        "path": "/v1/openapi.json",
        "slashed": [],
        "query": [],
        "statuses": [200],
        "answer": "json",
    },
}


class Operations:
    """Every operation of the API as a method, but for the event stream."""

    def __init__(self, ask: Callable[..., Any]) -> None:
        self._ask = ask

    def get_health(self, timeout: float | None = None) -> types.HealthAnswer:
        """The process answers.

        ``GET /healthz``
        """
        answer = self._ask(OPERATIONS["get-health"], {}, None, timeout)
        return cast("types.HealthAnswer", answer)

    def get_readiness(self, timeout: float | None = None) -> types.ReadyAnswer:
        """200 when commands are decided and durable, else 503 with the reasons.

        ``GET /readyz``
        """
        answer = self._ask(OPERATIONS["get-readiness"], {}, None, timeout)
        return cast("types.ReadyAnswer", answer)

    def get_jwks(self, timeout: float | None = None) -> Any:
        """The key set of capability tokens (RFC 7517).

        ``GET /v1/jwks``
        """
        return self._ask(OPERATIONS["get-jwks"], {}, None, timeout)

    def get_well_known_jwks(self, timeout: float | None = None) -> Any:
        """The key set of capability tokens (RFC 7517).

        ``GET /.well-known/jwks.json``
        """
        return self._ask(OPERATIONS["get-well-known-jwks"], {}, None, timeout)

    def get_withdrawals(self, timeout: float | None = None) -> Any:
        """The signed withdrawal feed, which gates follow.

        ``GET /v1/withdrawals``
        """
        return self._ask(OPERATIONS["get-withdrawals"], {}, None, timeout)

    def list_overrides(self, timeout: float | None = None) -> types.OverridesAnswer:
        """Overrides of release: public, signed, once.

        ``GET /v1/overrides``
        """
        answer = self._ask(OPERATIONS["list-overrides"], {}, None, timeout)
        return cast("types.OverridesAnswer", answer)

    def list_packs(self, timeout: float | None = None) -> types.PacksAnswer:
        """Transparency packs that the site published.

        ``GET /v1/packs``
        """
        answer = self._ask(OPERATIONS["list-packs"], {}, None, timeout)
        return cast("types.PacksAnswer", answer)

    def get_pack_file(self, pack: str, file: str, timeout: float | None = None) -> bytes:
        """A file of a transparency pack.

        ``GET /v1/packs/{pack}/{file}``
        """
        answer = self._ask(OPERATIONS["get-pack-file"], {"pack": pack, "file": file}, None, timeout)
        return cast("bytes", answer)

    def list_decisions(self, timeout: float | None = None) -> types.DecisionsAnswer:
        """Decisions of release: colour, reasons, what would change them.

        ``GET /v1/decisions``
        """
        answer = self._ask(OPERATIONS["list-decisions"], {}, None, timeout)
        return cast("types.DecisionsAnswer", answer)

    def get_metrics(self, timeout: float | None = None) -> str:
        """OpenMetrics text.

        ``GET /metrics``
        """
        answer = self._ask(OPERATIONS["get-metrics"], {}, None, timeout)
        return cast("str", answer)

    def get_site(self, timeout: float | None = None) -> types.SiteAnswer:
        """The site, its log and its policy.

        ``GET /v1/site``
        """
        answer = self._ask(OPERATIONS["get-site"], {}, None, timeout)
        return cast("types.SiteAnswer", answer)

    def get_now(self, timeout: float | None = None) -> types.NowView:
        """Every run and deployment that lives, with its power and why.

        ``GET /v1/now``
        """
        answer = self._ask(OPERATIONS["get-now"], {}, None, timeout)
        return cast("types.NowView", answer)

    def list_codes(self, timeout: float | None = None) -> types.CodesAnswer:
        """Every refusal and every reason for power, in plain words.

        ``GET /v1/codes``
        """
        answer = self._ask(OPERATIONS["list-codes"], {}, None, timeout)
        return cast("types.CodesAnswer", answer)

    def get_mesh(self, timeout: float | None = None) -> types.MeshView:
        """The mesh as this node sees it.

        ``GET /v1/mesh``
        """
        answer = self._ask(OPERATIONS["get-mesh"], {}, None, timeout)
        return cast("types.MeshView", answer)

    def get_run_evidence(self, run: str, timeout: float | None = None) -> types.EvidenceAnswer:
        """What is proven, what is missing, and how many trials more a claim needs.

        ``GET /v1/runs/{run}/evidence``
        """
        answer = self._ask(OPERATIONS["get-run-evidence"], {"run": run}, None, timeout)
        return cast("types.EvidenceAnswer", answer)

    def get_deployment_evidence(self, deployment: str, timeout: float | None = None) -> types.EvidenceAnswer:
        """What is proven, what is missing, and how many trials more a claim needs.

        ``GET /v1/deployments/{deployment}/evidence``
        """
        answer = self._ask(OPERATIONS["get-deployment-evidence"], {"deployment": deployment}, None, timeout)
        return cast("types.EvidenceAnswer", answer)

    def get_deployment_price(self, deployment: str, timeout: float | None = None) -> types.PriceAnswer:
        """What the capability graph costs in a quarter, by part (ACB-K §7).

        ``GET /v1/deployments/{deployment}/price``
        """
        answer = self._ask(OPERATIONS["get-deployment-price"], {"deployment": deployment}, None, timeout)
        return cast("types.PriceAnswer", answer)

    def list_affidavits(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> types.AffidavitPage:
        """Catastrophic Risk Affidavits: public, signed, not revocable.

        ``GET /v1/affidavits``
        """
        answer = self._ask(OPERATIONS["list-affidavits"], {"limit": limit, "cursor": cursor}, None, timeout)
        return cast("types.AffidavitPage", answer)

    def all_affidavits(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> Iterator[types.Affidavit]:
        """Every item of ``list-affidavits``, page by page."""
        return pages_from(
            lambda next: self.list_affidavits(
                cursor=cursor if next is None else next,
                limit=limit,
                timeout=timeout,
            )
        )

    def get_affidavit(self, name: str, timeout: float | None = None) -> types.AffidavitOne:
        """One of: Catastrophic Risk Affidavits: public, signed, not revocable.

        ``GET /v1/affidavits/{name}``
        """
        answer = self._ask(OPERATIONS["get-affidavit"], {"name": name}, None, timeout)
        return cast("types.AffidavitOne", answer)

    def list_attestations(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> types.AttestationPage:
        """What registered roots attest of nodes, by the node's key.

        ``GET /v1/attestations``
        """
        answer = self._ask(OPERATIONS["list-attestations"], {"limit": limit, "cursor": cursor}, None, timeout)
        return cast("types.AttestationPage", answer)

    def all_attestations(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> Iterator[types.Attestation]:
        """Every item of ``list-attestations``, page by page."""
        return pages_from(
            lambda next: self.list_attestations(
                cursor=cursor if next is None else next,
                limit=limit,
                timeout=timeout,
            )
        )

    def get_attestation(self, name: str, timeout: float | None = None) -> types.AttestationOne:
        """One of: what registered roots attest of nodes, by the node's key.

        ``GET /v1/attestations/{name}``
        """
        answer = self._ask(OPERATIONS["get-attestation"], {"name": name}, None, timeout)
        return cast("types.AttestationOne", answer)

    def list_audits(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> types.AuditPage:
        """What meters say beside what was paid for, by lab.

        ``GET /v1/audits``
        """
        answer = self._ask(OPERATIONS["list-audits"], {"limit": limit, "cursor": cursor}, None, timeout)
        return cast("types.AuditPage", answer)

    def all_audits(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> Iterator[types.AuditRecord]:
        """Every item of ``list-audits``, page by page."""
        return pages_from(
            lambda next: self.list_audits(
                cursor=cursor if next is None else next,
                limit=limit,
                timeout=timeout,
            )
        )

    def get_audit(self, name: str, timeout: float | None = None) -> types.AuditOne:
        """One of: what meters say beside what was paid for, by lab.

        ``GET /v1/audits/{name}``
        """
        answer = self._ask(OPERATIONS["get-audit"], {"name": name}, None, timeout)
        return cast("types.AuditOne", answer)

    def list_checkpoints(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> types.CheckpointPage:
        """Registered weights, by digest.

        ``GET /v1/checkpoints``
        """
        answer = self._ask(OPERATIONS["list-checkpoints"], {"limit": limit, "cursor": cursor}, None, timeout)
        return cast("types.CheckpointPage", answer)

    def all_checkpoints(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> Iterator[types.Checkpoint]:
        """Every item of ``list-checkpoints``, page by page."""
        return pages_from(
            lambda next: self.list_checkpoints(
                cursor=cursor if next is None else next,
                limit=limit,
                timeout=timeout,
            )
        )

    def get_checkpoint(self, name: str, timeout: float | None = None) -> types.CheckpointOne:
        """One of: registered weights, by digest.

        ``GET /v1/checkpoints/{name}``
        """
        answer = self._ask(OPERATIONS["get-checkpoint"], {"name": name}, None, timeout)
        return cast("types.CheckpointOne", answer)

    def list_datasets(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> types.DatasetPage:
        """Registered datasets, by digest.

        ``GET /v1/datasets``
        """
        answer = self._ask(OPERATIONS["list-datasets"], {"limit": limit, "cursor": cursor}, None, timeout)
        return cast("types.DatasetPage", answer)

    def all_datasets(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> Iterator[types.Dataset]:
        """Every item of ``list-datasets``, page by page."""
        return pages_from(
            lambda next: self.list_datasets(
                cursor=cursor if next is None else next,
                limit=limit,
                timeout=timeout,
            )
        )

    def get_dataset(self, name: str, timeout: float | None = None) -> types.DatasetOne:
        """One of: registered datasets, by digest.

        ``GET /v1/datasets/{name}``
        """
        answer = self._ask(OPERATIONS["get-dataset"], {"name": name}, None, timeout)
        return cast("types.DatasetOne", answer)

    def list_deployments(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> types.DeploymentPage:
        """Deployed capability graphs with their power.

        ``GET /v1/deployments``
        """
        answer = self._ask(OPERATIONS["list-deployments"], {"limit": limit, "cursor": cursor}, None, timeout)
        return cast("types.DeploymentPage", answer)

    def all_deployments(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> Iterator[types.DeploymentView]:
        """Every item of ``list-deployments``, page by page."""
        return pages_from(
            lambda next: self.list_deployments(
                cursor=cursor if next is None else next,
                limit=limit,
                timeout=timeout,
            )
        )

    def get_deployment(self, name: str, timeout: float | None = None) -> types.DeploymentOne:
        """One of: deployed capability graphs with their power.

        ``GET /v1/deployments/{name}``
        """
        answer = self._ask(OPERATIONS["get-deployment"], {"name": name}, None, timeout)
        return cast("types.DeploymentOne", answer)

    def list_examinations(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> types.ExaminationPage:
        """What was asked of oversight families.

        ``GET /v1/examinations``
        """
        answer = self._ask(OPERATIONS["list-examinations"], {"limit": limit, "cursor": cursor}, None, timeout)
        return cast("types.ExaminationPage", answer)

    def all_examinations(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> Iterator[types.Examination]:
        """Every item of ``list-examinations``, page by page."""
        return pages_from(
            lambda next: self.list_examinations(
                cursor=cursor if next is None else next,
                limit=limit,
                timeout=timeout,
            )
        )

    def get_examination(self, name: str, timeout: float | None = None) -> types.ExaminationOne:
        """One of: what was asked of oversight families.

        ``GET /v1/examinations/{name}``
        """
        answer = self._ask(OPERATIONS["get-examination"], {"name": name}, None, timeout)
        return cast("types.ExaminationOne", answer)

    def list_keys(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> types.KeyPage:
        """Whose signature counts here, and for what.

        ``GET /v1/keys``
        """
        answer = self._ask(OPERATIONS["list-keys"], {"limit": limit, "cursor": cursor}, None, timeout)
        return cast("types.KeyPage", answer)

    def all_keys(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> Iterator[types.KeyView]:
        """Every item of ``list-keys``, page by page."""
        return pages_from(
            lambda next: self.list_keys(
                cursor=cursor if next is None else next,
                limit=limit,
                timeout=timeout,
            )
        )

    def get_key(self, name: str, timeout: float | None = None) -> types.KeyOne:
        """One of: whose signature counts here, and for what.

        ``GET /v1/keys/{name}``
        """
        answer = self._ask(OPERATIONS["get-key"], {"name": name}, None, timeout)
        return cast("types.KeyOne", answer)

    def list_labs(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> types.LabPage:
        """Accredited labs.

        ``GET /v1/labs``
        """
        answer = self._ask(OPERATIONS["list-labs"], {"limit": limit, "cursor": cursor}, None, timeout)
        return cast("types.LabPage", answer)

    def all_labs(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> Iterator[types.Lab]:
        """Every item of ``list-labs``, page by page."""
        return pages_from(
            lambda next: self.list_labs(
                cursor=cursor if next is None else next,
                limit=limit,
                timeout=timeout,
            )
        )

    def get_lab(self, name: str, timeout: float | None = None) -> types.LabOne:
        """One of: accredited labs.

        ``GET /v1/labs/{name}``
        """
        answer = self._ask(OPERATIONS["get-lab"], {"name": name}, None, timeout)
        return cast("types.LabOne", answer)

    def list_leases(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> types.LeasePage:
        """Permissions to compute that live.

        ``GET /v1/leases``
        """
        answer = self._ask(OPERATIONS["list-leases"], {"limit": limit, "cursor": cursor}, None, timeout)
        return cast("types.LeasePage", answer)

    def all_leases(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> Iterator[types.Lease]:
        """Every item of ``list-leases``, page by page."""
        return pages_from(
            lambda next: self.list_leases(
                cursor=cursor if next is None else next,
                limit=limit,
                timeout=timeout,
            )
        )

    def get_lease(self, name: str, timeout: float | None = None) -> types.LeaseOne:
        """One of: permissions to compute that live.

        ``GET /v1/leases/{name}``
        """
        answer = self._ask(OPERATIONS["get-lease"], {"name": name}, None, timeout)
        return cast("types.LeaseOne", answer)

    def list_lineages(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> types.LineagePage:
        """All that descends from the same weights.

        ``GET /v1/lineages``
        """
        answer = self._ask(OPERATIONS["list-lineages"], {"limit": limit, "cursor": cursor}, None, timeout)
        return cast("types.LineagePage", answer)

    def all_lineages(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> Iterator[types.Lineage]:
        """Every item of ``list-lineages``, page by page."""
        return pages_from(
            lambda next: self.list_lineages(
                cursor=cursor if next is None else next,
                limit=limit,
                timeout=timeout,
            )
        )

    def get_lineage(self, name: str, timeout: float | None = None) -> types.LineageOne:
        """One of: all that descends from the same weights.

        ``GET /v1/lineages/{name}``
        """
        answer = self._ask(OPERATIONS["get-lineage"], {"name": name}, None, timeout)
        return cast("types.LineageOne", answer)

    def list_releases(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> types.ReleasePage:
        """What the release policy last said, by artifact.

        ``GET /v1/releases``
        """
        answer = self._ask(OPERATIONS["list-releases"], {"limit": limit, "cursor": cursor}, None, timeout)
        return cast("types.ReleasePage", answer)

    def all_releases(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> Iterator[types.ReleaseVerdict]:
        """Every item of ``list-releases``, page by page."""
        return pages_from(
            lambda next: self.list_releases(
                cursor=cursor if next is None else next,
                limit=limit,
                timeout=timeout,
            )
        )

    def get_release(self, name: str, timeout: float | None = None) -> types.ReleaseOne:
        """One of: what the release policy last said, by artifact.

        ``GET /v1/releases/{name}``
        """
        answer = self._ask(OPERATIONS["get-release"], {"name": name}, None, timeout)
        return cast("types.ReleaseOne", answer)

    def list_runs(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> types.RunPage:
        """Training runs with their power and why.

        ``GET /v1/runs``
        """
        answer = self._ask(OPERATIONS["list-runs"], {"limit": limit, "cursor": cursor}, None, timeout)
        return cast("types.RunPage", answer)

    def all_runs(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> Iterator[types.RunView]:
        """Every item of ``list-runs``, page by page."""
        return pages_from(
            lambda next: self.list_runs(
                cursor=cursor if next is None else next,
                limit=limit,
                timeout=timeout,
            )
        )

    def get_run(self, name: str, timeout: float | None = None) -> types.RunOne:
        """One of: training runs with their power and why.

        ``GET /v1/runs/{name}``
        """
        answer = self._ask(OPERATIONS["get-run"], {"name": name}, None, timeout)
        return cast("types.RunOne", answer)

    def list_wallets(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> types.WalletPage:
        """Compute units by lab and quarter.

        ``GET /v1/wallets``
        """
        answer = self._ask(OPERATIONS["list-wallets"], {"limit": limit, "cursor": cursor}, None, timeout)
        return cast("types.WalletPage", answer)

    def all_wallets(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> Iterator[types.WalletView]:
        """Every item of ``list-wallets``, page by page."""
        return pages_from(
            lambda next: self.list_wallets(
                cursor=cursor if next is None else next,
                limit=limit,
                timeout=timeout,
            )
        )

    def get_wallet(self, name: str, timeout: float | None = None) -> types.WalletOne:
        """One of: compute units by lab and quarter.

        ``GET /v1/wallets/{name}``
        """
        answer = self._ask(OPERATIONS["get-wallet"], {"name": name}, None, timeout)
        return cast("types.WalletOne", answer)

    def list_window_sets(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> types.WindowSetPage:
        """Windows of trials, by set.

        ``GET /v1/window-sets``
        """
        answer = self._ask(OPERATIONS["list-window-sets"], {"limit": limit, "cursor": cursor}, None, timeout)
        return cast("types.WindowSetPage", answer)

    def all_window_sets(
        self,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> Iterator[types.WindowSet]:
        """Every item of ``list-window-sets``, page by page."""
        return pages_from(
            lambda next: self.list_window_sets(
                cursor=cursor if next is None else next,
                limit=limit,
                timeout=timeout,
            )
        )

    def get_window_set(self, name: str, timeout: float | None = None) -> types.WindowSetOne:
        """One of: windows of trials, by set.

        ``GET /v1/window-sets/{name}``
        """
        answer = self._ask(OPERATIONS["get-window-set"], {"name": name}, None, timeout)
        return cast("types.WindowSetOne", answer)

    def get_log_checkpoint(self, timeout: float | None = None) -> str:
        """The newest checkpoint of the log (C2SP tlog-checkpoint).

        ``GET /v1/log/checkpoint``
        """
        answer = self._ask(OPERATIONS["get-log-checkpoint"], {}, None, timeout)
        return cast("str", answer)

    def get_vkey(self, timeout: float | None = None) -> str:
        """The verifier key of the log (C2SP signed-note); whoever verifies pins it from somewhere else.

        ``GET /v1/log/vkey``
        """
        answer = self._ask(OPERATIONS["get-vkey"], {}, None, timeout)
        return cast("str", answer)

    def get_tile(self, tile: str, timeout: float | None = None) -> bytes:
        """A tile or a bundle of entries (C2SP tlog-tiles), partial ones with .p/WIDTH.

        ``GET /v1/log/tile/{tile}``
        """
        answer = self._ask(OPERATIONS["get-tile"], {"tile": tile}, None, timeout)
        return cast("bytes", answer)

    def list_entries(
        self,
        from_: int | None = None,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> types.EntryPage:
        """Entries in the order of the log.

        ``GET /v1/entries``
        """
        answer = self._ask(OPERATIONS["list-entries"], {"from": from_, "limit": limit}, None, timeout)
        return cast("types.EntryPage", answer)

    def all_entries(
        self,
        from_: int | None = None,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Iterator[types.PlacedEntry]:
        """Every item of ``list-entries``, page by page."""
        return pages_from(
            lambda next: self.list_entries(
                from_=from_ if next is None else int(next),
                limit=limit,
                timeout=timeout,
            )
        )

    def get_entry(self, index: int, timeout: float | None = None) -> types.EntryOne:
        """One entry.

        ``GET /v1/entries/{index}``
        """
        answer = self._ask(OPERATIONS["get-entry"], {"index": index}, None, timeout)
        return cast("types.EntryOne", answer)

    def get_proof(self, index: int, timeout: float | None = None) -> types.ProofAnswer:
        """The proof that an entry is in the log: a C2SP tlog-proof for each leaf that it lies in.

        ``GET /v1/entries/{index}/proof``
        """
        answer = self._ask(OPERATIONS["get-proof"], {"index": index}, None, timeout)
        return cast("types.ProofAnswer", answer)

    def get_consistency(
        self,
        from_: int | None = None,
        to: int | None = None,
        timeout: float | None = None,
    ) -> types.ConsistencyAnswer:
        """That the log of one size begins with the log of a smaller one (RFC 6962 §2.1.2); sizes count leaves.

        ``GET /v1/consistency``
        """
        answer = self._ask(OPERATIONS["get-consistency"], {"from": from_, "to": to}, None, timeout)
        return cast("types.ConsistencyAnswer", answer)

    def submit_command(self, envelope: types.Envelope, timeout: float | None = None) -> types.CommandAnswer:
        """A signed command, decided and durable before it is answered.

        ``POST /v1/commands``
        """
        answer = self._ask(OPERATIONS["submit-command"], {}, envelope, timeout)
        return cast("types.CommandAnswer", answer)

    def request_token(self, envelope: types.Envelope, timeout: float | None = None) -> types.TokenAnswer:
        """A signed token.request, decided; and where it is granted, the capability token itself.

        ``POST /v1/tokens``
        """
        answer = self._ask(OPERATIONS["request-token"], {}, envelope, timeout)
        return cast("types.TokenAnswer", answer)

    def order_kill(self, envelope: types.Envelope, timeout: float | None = None) -> types.KillReport:
        """A signed order to kill a run of this machine; again, it changes nothing.

        ``POST /v1/kills``
        """
        answer = self._ask(OPERATIONS["order-kill"], {}, envelope, timeout)
        return cast("types.KillReport", answer)

    def get_openapi(self, timeout: float | None = None) -> Any:
        """This document.

        ``GET /v1/openapi.json``
        """
        return self._ask(OPERATIONS["get-openapi"], {}, None, timeout)

"""The reconciliation service: which organisation of the directory a row of a table means.

W3C Reconciliation Service API, 0.2 at `/reconcile/` and the 1.0 draft at `/reconcile/v1/`. From the
request to the answer:

- `http` lets any site ask, reads JSON and says what was wrong with it; `limits` are the sizes;
- `asked` makes one form of the questions of both versions, by `types` and `properties`;
- `near` finds who may be meant, `scores` says how well each fits, `matching` puts both together
  for a batch;
- `answers` and `manifest` write what each version wants; `extend` and `suggest` do as they are
  called; `views` are the addresses.

It sees nothing but what visitors may find, asks the gate in every request, writes nothing and keeps
nothing. See docs/reconciliation.md.
"""

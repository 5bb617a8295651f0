# The permit question of the kernel's bench. What is missing leaves the body undefined, and the default denies.
package plimsoll

default allow := false

allow if {
	data.keys[input.key] == "node"
	not data.leases[input.lease]
	run := data.runs[input.run]
	run.held == false
	run.ended == false
	run.leased == false
	run.funds != "settled"
	run.levelPpm > 0
	run.band in {"full", "research"}
}

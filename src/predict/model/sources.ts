/** Where the formulas come from, as a Prediction cites them. */
export const sources = {
  hardLoss:
    "RFC 5798 6.1 (version 2: RFC 3768 6.1); keepalived vrrp/vrrp_scheduler.c vrrp_init_instance_sands",
  farewell: "RFC 5798 6.4.2; keepalived vrrp/vrrp.c vrrp_state_backup",
  fault: "keepalived vrrp/vrrp_track.c down_instance, vrrp/vrrp.c vrrp_state_leave_master",
  weight: "keepalived vrrp/vrrp_track.c vrrp_set_effective_priority, vrrp/vrrp.c vrrp_state_backup",
  script: "keepalived vrrp/vrrp_scheduler.c vrrp_script_thread, vrrp_script_child_thread",
  packet: "keepalived vrrp/vrrp.c vrrp_check_packet",
  reload: "keepalived(8), SIGHUP: state is kept; HAProxy management guide 4, reload",
  failback: "RFC 5798 6.4.2; keepalived vrrp/vrrp.c vrrp_init_state, vrrp_state_backup",
  meeting: "RFC 5798 6.4.3; keepalived vrrp/vrrp.c vrrp_state_master_rx",
  vrrp: "RFC 5798 6.4",
  eviction:
    "HAProxy src/check.c process_chk_conn, src/server.c srv_getinter; durations src/tcpcheck.c tcpcheck_eval_connect",
  readmission: "HAProxy src/check.c process_chk_conn, set_server_check_status; src/server.c srv_getinter",
  observe: "HAProxy src/check.c __health_adjust; configuration manual 5.2, observe",
  agent:
    "HAProxy src/check.c set_server_check_status, check_notify_failure; src/tcpcheck.c tcpcheck_agent_expect_reply",
  slowstart: "HAProxy src/server.c server_warmup; configuration manual 5.2, slowstart",
  loss: "keepalived include/vrrp.h VRRP_MS_DOWN_TIMER: down_timer_adverts losses in a row",
  throttle: "Linux kernel/sched/fair.c throttle_cfs_rq, Documentation/scheduler/sched-bwc.rst",
  checkTarget: "HAProxy configuration manual 5.2, check, port, addr; 4.2, option httpchk",
} as const;

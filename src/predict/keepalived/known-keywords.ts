/**
 * Keywords of keepalived 2.0 to 2.3 that say nothing about what is predicted, but are no mistakes. Taken from
 * `init_global_keywords` (core/global_parser.c) and `init_vrrp_keywords` (vrrp/vrrp_parser.c).
 */
export const globalKeywords: ReadonlySet<string> = new Set(
  (
    "process_names process_name vrrp_process_name checker_process_name lvs_process_name bfd_process_name " +
    "notification_email_from smtp_server smtp_helo_name smtp_connect_timeout notification_email startup_script " +
    "startup_script_timeout shutdown_script shutdown_script_timeout max_auto_priority min_auto_priority_delay " +
    "smtp_alert_checker checker_log_all_failures no_email_faults default_interface disable_local_igmp lvs_timeouts " +
    "lvs_flush lvs_flush_on_stop lvs_flush_onstop lvs_sync_daemon vrrp_gna_interval vrrp_garp_extra_if " +
    "vrrp_vmac_garp_intvl vrrp_iptables vrrp_ipsets nftables nftables_priority nftables_ifindex nftables_ipvs " +
    "nftables_ipvs_priority nftables_ipvs_start_fwmark nftables_counters vrrp_check_unicast_src " +
    "vrrp_skip_check_adv_addr vrrp_no_swap vrrp_cpu_affinity vrrp_rlimit_rttime vrrp_rlimit_rtime notify_fifo " +
    "notify_fifo_script vrrp_notify_fifo_script vrrp_notify_priority_changes fifo_write_vrrp_states_on_reload " +
    "lvs_notify_fifo lvs_notify_fifo_script checker_priority checker_no_swap checker_rt_priority checker_cpu_affinity " +
    "checker_rlimit_rttime checker_rlimit_rtime bfd_priority bfd_no_swap bfd_rt_priority bfd_cpu_affinity " +
    "bfd_rlimit_rttime bfd_rlimit_rtime snmp_socket enable_traps enable_snmp_vrrp enable_snmp_keepalived " +
    "enable_snmp_rfc enable_snmp_rfcv2 enable_snmp_rfcv3 enable_snmp_checker enable_dbus dbus_service_name " +
    "vrrp_netlink_cmd_rcv_bufs vrrp_netlink_cmd_rcv_bufs_force vrrp_netlink_monitor_rcv_bufs " +
    "vrrp_netlink_monitor_rcv_bufs_force process_monitor_rcv_bufs process_monitor_rcv_bufs_force " +
    "lvs_netlink_cmd_rcv_bufs lvs_netlink_cmd_rcv_bufs_force lvs_netlink_monitor_rcv_bufs " +
    "lvs_netlink_monitor_rcv_bufs_force rs_init_notifies no_checker_emails vrrp_rx_bufs_policy " +
    "vrrp_rx_bufs_multiplier log_unknown_vrids vmac_prefix vmac_addr_prefix umask random_seed reload_check_config " +
    "reload_time_file reload_repeat reload_file include_check config_save_dir tmp_config_directory data_use_instance"
  ).split(" "),
);

export const instanceKeywords: ReadonlySet<string> = new Set(
  (
    "use_vmac_addr vmac_xmit_base use_ipvlan unicast_fault_no_peer check_unicast_src old_unicast_checksum vrf " +
    "mcast_dst_ip track_src_ip unicast_ttl promote_secondaries linkbeat_use_polling virtual_routes virtual_rules " +
    "skip_check_adv_addr debug notify_deleted notify_master_rx_lower_pri notify_priority_changes " +
    "lvs_sync_daemon_interface garp_extra_if vmac_garp_intvl kernel_rx_buf_size"
  ).split(" "),
);

/** Top-level statements that this reader keeps and does not look into. */
export const otherTopKeywords: ReadonlySet<string> = new Set(
  (
    "track_group static_ipaddress static_routes static_rules linkbeat_interfaces interface_up_down_delays garp_group " +
    "virtual_server_group SSL bfd_instance linkbeat_use_polling net_namespace net_namespace_ipvs namespace_with_ipsets " +
    "use_pid_dir instance child_wait_time"
  ).split(" "),
);

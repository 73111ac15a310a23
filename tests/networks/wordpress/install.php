<?php
// Sets up a site, and prints the application passwords of an editor, and of a contributor who may not publish.
[, $site, $address] = $argv;
$_SERVER['HTTP_HOST'] = parse_url($address, PHP_URL_HOST) . ':' . parse_url($address, PHP_URL_PORT);
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
define('WP_INSTALLING', true);
require "$site/wp-load.php";
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Ashlands news', 'admin', 'admin@ashlands.example', true, '', 'only-for-the-tests');
foreach (['editor', 'contributor'] as $role) {
    $user = wp_insert_user([
        'user_login' => $role, 'user_pass' => 'only-for-the-tests', 'user_email' => "$role@ashlands.example", 'role' => $role,
    ]);
    [$password] = WP_Application_Passwords::create_new_application_password($user, ['name' => 'Gatepost']);
    echo "$password\n";
}

# SPDX-License-Identifier: Apache-2.0
# Makes two virtual network adapters, netmon-a and netmon-b, for the tests to change instead of the machine's own: two
# instances of the loopback adapter that Windows carries (netloop.inf), up and without IPv6 and DHCP. As administrator.
$ErrorActionPreference = 'Stop'

# What "devcon install netloop.inf *MSLOOP" does; devcon itself is not part of Windows.
Add-Type -TypeDefinition @'
using System;
using System.ComponentModel;
using System.Runtime.InteropServices;

public static class LoopbackAdapters
{
    [StructLayout(LayoutKind.Sequential)]
    struct DeviceInfo
    {
        public int Size;
        public Guid Class;
        public int Instance;
        public IntPtr Reserved;
    }

    [DllImport("setupapi.dll", SetLastError = true)]
    static extern IntPtr SetupDiCreateDeviceInfoList(ref Guid deviceClass, IntPtr window);

    [DllImport("setupapi.dll", SetLastError = true)]
    static extern bool SetupDiDestroyDeviceInfoList(IntPtr list);

    [DllImport("setupapi.dll", CharSet = CharSet.Unicode, SetLastError = true)]
    static extern bool SetupDiCreateDeviceInfoW(
        IntPtr list, string name, ref Guid deviceClass, string description, IntPtr window, int flags, ref DeviceInfo info);

    [DllImport("setupapi.dll", SetLastError = true)]
    static extern bool SetupDiSetDeviceRegistryPropertyW(
        IntPtr list, ref DeviceInfo info, int property, byte[] value, int size);

    [DllImport("setupapi.dll", SetLastError = true)]
    static extern bool SetupDiCallClassInstaller(int function, IntPtr list, ref DeviceInfo info);

    [DllImport("newdev.dll", CharSet = CharSet.Unicode, SetLastError = true)]
    static extern bool UpdateDriverForPlugAndPlayDevicesW(
        IntPtr window, string hardwareId, string inf, int flags, out bool reboot);

    const int DICD_GENERATE_ID = 1;
    const int SPDRP_HARDWAREID = 1;
    const int DIF_REGISTERDEVICE = 0x19;
    const int INSTALLFLAG_FORCE = 1;

    static void Check(bool done, string call)
    {
        if (!done)
        {
            throw new Win32Exception(Marshal.GetLastWin32Error(), call);
        }
    }

    /// Makes a device that no driver serves yet.
    public static void Add(string hardwareId)
    {
        Guid net = new Guid("4d36e972-e325-11ce-bfc1-08002be10318");
        IntPtr list = SetupDiCreateDeviceInfoList(ref net, IntPtr.Zero);
        Check(list != new IntPtr(-1), "SetupDiCreateDeviceInfoList");
        try
        {
            DeviceInfo info = new DeviceInfo();
            info.Size = Marshal.SizeOf(typeof(DeviceInfo));
            Check(SetupDiCreateDeviceInfoW(list, "NET", ref net, null, IntPtr.Zero, DICD_GENERATE_ID, ref info),
                "SetupDiCreateDeviceInfo");
            // A list of strings: each ends in a NUL, and so does the list.
            byte[] ids = System.Text.Encoding.Unicode.GetBytes(hardwareId + "\0\0");
            Check(SetupDiSetDeviceRegistryPropertyW(list, ref info, SPDRP_HARDWAREID, ids, ids.Length),
                "SetupDiSetDeviceRegistryProperty");
            Check(SetupDiCallClassInstaller(DIF_REGISTERDEVICE, list, ref info), "SetupDiCallClassInstaller");
        }
        finally
        {
            SetupDiDestroyDeviceInfoList(list);
        }
    }

    /// Gives all such devices their driver.
    public static void Install(string hardwareId, string inf)
    {
        bool reboot;
        Check(UpdateDriverForPlugAndPlayDevicesW(IntPtr.Zero, hardwareId, inf, INSTALLFLAG_FORCE, out reboot),
            "UpdateDriverForPlugAndPlayDevices");
    }
}
'@

$names = 'netmon-a', 'netmon-b'
$before = @(Get-NetAdapter -IncludeHidden | ForEach-Object InterfaceGuid)
$names | ForEach-Object { [LoopbackAdapters]::Add('*MSLOOP') }
[LoopbackAdapters]::Install('*MSLOOP', "$env:SystemRoot\INF\netloop.inf")

$deadline = (Get-Date).AddSeconds(60)
do {
    Start-Sleep -Milliseconds 200
    $new = @(Get-NetAdapter | Where-Object { $_.InterfaceGuid -notin $before -and $_.Status -eq 'Up' })
} until ($new.Count -ge $names.Count -or (Get-Date) -gt $deadline)
if ($new.Count -lt $names.Count) { throw "Windows made $($new.Count) of $($names.Count) adapters" }

for ($i = 0; $i -lt $names.Count; $i++) {
    Rename-NetAdapter -Name $new[$i].Name -NewName $names[$i]
    Disable-NetAdapterBinding -Name $names[$i] -ComponentID ms_tcpip6
    # An address counts at once: nobody else is on this link.
    Set-NetIPInterface -InterfaceAlias $names[$i] -AddressFamily IPv4 -Dhcp Disabled -DadTransmits 0
    Remove-NetIPAddress -InterfaceAlias $names[$i] -AddressFamily IPv4 -Confirm:$false -ErrorAction SilentlyContinue
}
Get-NetAdapter -Name $names | Format-Table Name, ifIndex, Status, InterfaceDescription
